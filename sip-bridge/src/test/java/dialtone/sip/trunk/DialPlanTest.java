package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dialtone.sip.trunk.DialPlan.Choice;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

class DialPlanTest {

    private static final Numbers NUMBERS = new Numbers(new NumberingConfig("49", "0", "00"));

    private static final Map<String, TrunkConfig> TRUNKS = new LinkedHashMap<>();

    static {
        TRUNKS.put("carrier", TrunkConfigs.at("sip.example.com"));
        TRUNKS.put("backup", TrunkConfigs.writing("sip.example.net", NumberFormat.PLAIN));
        TRUNKS.put("pbx", TrunkConfigs.writing("10.0.0.5", NumberFormat.NATIONAL));
    }

    private static List<Choice> routes(String dialed, Predicate<String> works, String... rules) {
        DialPlan plan =
                new DialPlan(Stream.of(rules).map(DialRule::parse).toList(), NUMBERS, TRUNKS);
        return plan.routes((Dialed.Understood) NUMBERS.read(dialed), works);
    }

    private static List<Choice> routes(String dialed, String... rules) {
        return routes(dialed, _ -> true, rules);
    }

    @ParameterizedTest
    @CsvSource({
        "+49*, +4930123456, true",
        "+49*, +49, true",
        "+49*, +33123456, false",
        "9[1-8]*, 91234567, true",
        "9[1-8]*, 99234567, false",
        "9[13-5], 94, true",
        "9[13-5], 92, false",
        "XX?, 123, true",
        "XXX, 12a, false",
        "*7, 1237, true",
        "*12*3, 0123123, true",
        "*, 112, true",
        "112, 1123, false",
        "112, 11, false"
    })
    void fitsPatterns(String pattern, String number, boolean fits) {
        assertThat(Pattern.parse(pattern).matches(number)).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({
        "9* -> pbx, 91234567, 91234567",
        "9* as {1..} -> pbx, 91234567, 1234567",
        "9* as 0{1..} -> pbx, 91234567, 01234567",
        "9* as +49{1..} -> pbx, 91234567, +491234567",
        "9* as 100 -> pbx, 91234567, 100",
        "9* as {20..}5 -> pbx, 91234567, 5"
    })
    void rewritesNumbers(String rule, String number, String rewritten) {
        assertThat(DialRule.parse(rule).rewrite(number)).isEqualTo(rewritten);
    }

    @Test
    void writesRulesAsItReadsThem() {
        for (String rule :
                List.of("+49* -> carrier, backup", "9* as {1..} -> pbx", "+49900* -> none")) {
            assertThat(DialRule.parse(rule).toString()).isEqualTo(rule);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+49*",
                "-> carrier",
                "+49* ->",
                "+49* -> carrier,",
                "+49a -> carrier",
                "[a] -> carrier",
                "[9-1] -> carrier",
                "[12 -> carrier",
                "9* as {x..} -> pbx",
                "9* as {1.. -> pbx",
                "9* as  -> pbx"
            })
    void refusesWhatIsNoRule(String rule) {
        assertThatIllegalArgumentException().isThrownBy(() -> DialRule.parse(rule));
    }

    @Test
    void takesTheFirstRuleThatFits() {
        String[] rules = {"+49900* -> none", "+49* -> backup, carrier", "* -> pbx"};

        assertThat(routes("0900 123456", rules)).isEmpty();
        assertThat(routes("030 123456", rules))
                .containsExactly(
                        new Choice("backup", "4930123456"), new Choice("carrier", "+4930123456"));
        assertThat(routes("+33 1 234567", rules)).containsExactly(new Choice("pbx", "00331234567"));
        assertThat(routes("112", rules)).containsExactly(new Choice("pbx", "112"));
    }

    @Test
    void takesRulesForNumbersAsTheyAreDialed() {
        assertThat(routes("9 030 123456", "9* as {1..} -> pbx"))
                .containsExactly(new Choice("pbx", "030123456"));
        assertThat(routes("030 123456", "0* -> pbx"))
                .containsExactly(new Choice("pbx", "030123456"));
    }

    @Test
    void hasNoWayForNumbersThatFitNoRule() {
        assertThat(routes("112", "+* -> carrier")).isEmpty();
    }

    @Test
    void takesAllTrunksWithoutRules() {
        assertThat(routes("030 123456"))
                .containsExactly(
                        new Choice("carrier", "+4930123456"),
                        new Choice("backup", "4930123456"),
                        new Choice("pbx", "030123456"));
    }

    @Test
    void triesTrunksThatDoNotWorkLast() {
        assertThat(routes("112", name -> !name.equals("carrier")))
                .extracting(Choice::trunk)
                .containsExactly("backup", "pbx", "carrier");
    }
}
