package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.agent.ManualTimers;
import dialtone.sip.agent.SipTargets;
import dialtone.sip.agent.Transport;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

class TrunksTest {

    private static Trunks trunks(String... plan) {
        Map<String, TrunkConfig> configs = new LinkedHashMap<>();
        configs.put("carrier", TrunkConfigs.at("127.0.0.1"));
        configs.put("pbx", TrunkConfigs.writing("127.0.0.2", NumberFormat.NATIONAL));
        Trunks trunks =
                new Trunks(
                        new Trunks.Config(
                                configs,
                                Stream.of(plan).map(DialRule::parse).toList(),
                                new NumberingConfig("49", "0", "00"),
                                true),
                        new SipTargets(
                                new TestTrunks.Names(List.of()),
                                List.of(Transport.UDP),
                                new Random(1)),
                        new ManualTimers(),
                        new Random(1),
                        TestTrunks.CLOCK,
                        new SimpleMeterRegistry());
        trunks.all().forEach(trunk -> trunk.lookup().start(() -> {}));
        return trunks;
    }

    /// Such as `carrier +4930123, pbx 030123`, or words.
    private static String ways(Trunks trunks, String dialed) {
        return switch (trunks.ways(dialed)) {
            case Ways.None(var words) -> words;
            case Ways.Found(var attempts) ->
                    String.join(
                            ", ",
                            attempts.stream()
                                    .map(each -> each.trunk().name() + " " + each.number())
                                    .toList());
        };
    }

    @Test
    void findsTheWaysForWhatIsDialed() {
        assertThat(ways(trunks(), "030 / 123 456")).isEqualTo("carrier +4930123456, pbx 030123456");
    }

    @Test
    void tellsWhyThereIsNone() {
        assertThat(ways(trunks("+33* -> pbx"), "030 123456"))
                .isEqualTo("No trunk takes calls to '+4930123456'.");
        assertThat(ways(trunks(), "call me")).contains("is no telephone number");
    }

    @Test
    void avoidsTrunksThatAskForIt() {
        Trunks trunks = trunks();
        Objects.requireNonNull(trunks.named("carrier")).avoid(Duration.ofSeconds(60));

        assertThat(ways(trunks, "112")).isEqualTo("pbx 112, carrier 112");
    }

    @Test
    void callsUsersOfATrunksHost() {
        assertThat(ways(trunks(), "alice@127.0.0.2")).isEqualTo("pbx alice");
        assertThat(ways(trunks(), "alice@sip.example.com"))
                .isEqualTo("No trunk leads to 'alice@sip.example.com'.");
    }

    @Test
    void letsNoHostLeadAroundThePlan() {
        Trunks trunks = trunks("+49900* -> none", "+49* -> carrier, pbx");

        assertThat(ways(trunks, "0900123456@127.0.0.1")).startsWith("No trunk leads to");
        assertThat(ways(trunks, "030123456@127.0.0.2")).isEqualTo("pbx 030123456");
    }
}
