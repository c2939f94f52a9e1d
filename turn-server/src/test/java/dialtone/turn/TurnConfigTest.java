package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dialtone.config.InvalidConfigException;
import dialtone.config.Problems.Problem;
import dialtone.config.Secret;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class TurnConfigTest {

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        InvalidConfigException refused =
                catchThrowableOfType(
                        InvalidConfigException.class,
                        () ->
                                new TurnConfig(
                                        List.of(),
                                        InetAddress.ofLiteral("0.0.0.0"),
                                        InetAddress.ofLiteral("2001:db8::1"),
                                        60_000,
                                        50_000,
                                        "",
                                        Map.of("", new Secret("x")),
                                        List.of(),
                                        Duration.ofSeconds(1),
                                        0,
                                        0,
                                        0,
                                        0,
                                        List.of(),
                                        List.of(),
                                        -1,
                                        true,
                                        -1,
                                        List.of(at("0.0.0.0", 3478), at("192.0.2.1", 0))));

        assertThat(refused.problems())
                .extracting(Problem::key)
                .containsExactlyInAnyOrder(
                        "listen",
                        "relay-address",
                        "external-address",
                        "relay-port-min",
                        "realm",
                        "users",
                        "max-allocate-lifetime",
                        "user-quota",
                        "total-quota",
                        "max-permissions",
                        "max-channels",
                        "unauthorized-rate-limit",
                        "shards",
                        "alternate-server",
                        "alternate-server");
    }

    @Test
    void doesNotPrintItsSecrets() {
        TurnConfig config = TurnConfig.defaults().withAuthSecrets(List.of(new Secret("hush")));

        assertThat(config.toString()).doesNotContain("hush");
    }
}
