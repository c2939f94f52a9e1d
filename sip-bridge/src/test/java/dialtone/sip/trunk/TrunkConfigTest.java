package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dialtone.config.ConfigLoader;
import dialtone.config.InvalidConfigException;
import dialtone.config.Secret;
import dialtone.config.Sources;
import dialtone.sip.SipConfig;
import dialtone.sip.agent.Transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

class TrunkConfigTest {

    record Phones(SipConfig sip) {}

    private static SipConfig load(String yaml) {
        return new ConfigLoader<>(new Phones(SipConfig.defaults()), Set.of())
                .load(new Sources(null, Map.of("DIALTONE_CONFIG_BODY", yaml), List.of(), List.of()))
                .config()
                .sip();
    }

    private static List<String> problems(String yaml) {
        InvalidConfigException refused =
                catchThrowableOfType(InvalidConfigException.class, () -> load(yaml));
        return refused.problems().stream().map(Object::toString).toList();
    }

    @Test
    void readsTrunksAndThePlanInTheirOrder() {
        SipConfig config =
                load(
                        """
                        sip:
                          numbering: {country-code: 49}
                          trunks:
                            carrier:
                              host: sip.example.com
                              transport: tls
                              username: 4930123
                              password: abc
                              register: true
                              number-format: plain
                              caller-id: {number: "+4930123", hidden: true}
                              numbers:
                                "+4930123": user:alice
                                "+493012*": menu:main
                              accept-from: [192.0.2.0/24]
                              headers: {X-Account: 4711}
                              pass-headers: [X-Order, user-to-user]
                              srtp: require
                              prack: off
                            backup: {host: "10.0.0.5:5070", ping: 30s, max-calls: 4}
                          menus:
                            main: {keys: {"1": user:alice}}
                          dial-plan:
                            - "+49* -> backup, carrier"
                        """);

        assertThat(config.trunks().keySet()).containsExactly("carrier", "backup");
        TrunkConfig carrier = Objects.requireNonNull(config.trunks().get("carrier"));
        assertThat(carrier.transport()).isEqualTo(Transport.TLS);
        assertThat(carrier.password()).isEqualTo(new Secret("abc"));
        assertThat(carrier.callerId()).isEqualTo(new CallerIdConfig("+4930123", null, true, true));
        assertThat(carrier.numbers()).containsEntry("+493012*", "menu:main");
        assertThat(carrier.headers()).containsEntry("X-Account", "4711");
        assertThat(carrier.passHeaders()).containsExactly("X-Order", "user-to-user");
        assertThat(carrier.registrationLifetime()).isEqualTo(Duration.ofMinutes(5));
        TrunkConfig backup = Objects.requireNonNull(config.trunks().get("backup"));
        assertThat(backup.place()).isEqualTo(new Host("10.0.0.5", 5070));
        assertThat(config.dialPlan())
                .containsExactly(new DialRule("+49*", null, List.of("backup", "carrier")));
    }

    @Test
    void tellsWhatIsWrongInWords() {
        List<String> problems =
                problems(
                        """
                        sip:
                          trunks:
                            none-yet:
                              ping: 30s
                            carrier:
                              host: "sip.example.com;x"
                              register: true
                              password: abc
                              ping: 1s
                              headers: {Via: a, "X Y": b}
                              numbers:
                                "4*9": user:alice
                                "49": alice
                              caller-id: {domain: "a b"}
                        """);

        assertThat(problems)
                .anyMatch(each -> each.contains("carrier.host: 'sip.example.com;x' is none"))
                .anyMatch(each -> each.contains("carrier.username: is missing"))
                .anyMatch(each -> each.contains("carrier.ping: 1s (expected: 5s or more"))
                .anyMatch(each -> each.contains("is set for each call"))
                .anyMatch(each -> each.contains("headers.X Y: is no name of a header"))
                .anyMatch(each -> each.contains("numbers.4*9: a * stands for the rest"))
                .anyMatch(each -> each.contains("numbers.49: 'alice' is no address"))
                .anyMatch(each -> each.contains("caller-id.domain: 'a b' is none"));
    }

    @ParameterizedTest
    @CsvSource({
        "From, belongs to SIP itself",
        "f, belongs to SIP itself",
        "via, belongs to SIP itself",
        "P-ASSERTED-identity, belongs to SIP itself",
        "Diversion, belongs to SIP itself",
        "Remote-Party-ID, belongs to SIP itself",
        "X Y, is no name of a header",
        "x-account, or among headers"
    })
    void refusesHeadersThatBrowsersMayNotSay(String name, String words) {
        List<String> problems =
                problems(
                        """
                        sip:
                          trunks:
                            carrier:
                              host: sip.example.com
                              headers: {X-Account: a}
                              pass-headers: [X-Order, "%s"]
                        """
                                .formatted(name));

        assertThat(problems)
                .singleElement()
                .asString()
                .contains("carrier.pass-headers: '" + name + "' ")
                .contains(words);
    }

    @Test
    void wantsAHostAndTrunksThatThereAre() {
        List<String> problems =
                problems(
                        """
                        sip:
                          trunks:
                            carrier: {ping: 30s}
                          dial-plan: ["112 -> nobody"]
                        """);

        assertThat(problems)
                .anyMatch(each -> each.contains("sip.trunks.carrier.host: is missing"))
                .anyMatch(each -> each.contains("sip.dial-plan: there is no trunk 'nobody'"));
    }

    @Test
    void wantsAnAddressThatPhonesReach() {
        assertThat(problems("sip: {listen: 0.0.0.0:5060}"))
                .anyMatch(each -> each.contains("sip.external-address"));
        assertThat(load("sip: {listen: 0.0.0.0:5060, external-address: 192.0.2.1}").listen())
                .hasToString("/0.0.0.0:5060");
    }
}
