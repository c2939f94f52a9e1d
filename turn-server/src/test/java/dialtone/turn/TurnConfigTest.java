package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dialtone.config.InvalidConfigException;
import dialtone.config.Problems;
import dialtone.config.Problems.Problem;
import dialtone.config.Secret;
import dialtone.turn.dtls.DtlsConfig;
import dialtone.turn.relay.DefaultFamily;
import dialtone.turn.relay.RelayAddresses;
import dialtone.turn.stream.TlsConfig;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
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
                                        RelayAddresses.parse("0.0.0.0"),
                                        RelayAddresses.parse("2001:db8::1"),
                                        DefaultFamily.IPV4,
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
                                        true,
                                        -1,
                                        BandwidthConfig.defaults(),
                                        DiscoveryConfig.defaults(),
                                        -1,
                                        List.of(),
                                        TlsConfig.defaults(),
                                        List.of(at("0.0.0.0", 3478), at("192.0.2.1", 0)),
                                        DtlsConfig.defaults(),
                                        Duration.ofMillis(1),
                                        OauthConfig.defaults()));

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
                        "coalesce-micros",
                        "alternate-server",
                        "alternate-server",
                        "self-test-interval");
    }

    @Test
    void wantsACertificateWithItsKey() {
        InvalidConfigException refused =
                catchThrowableOfType(
                        InvalidConfigException.class,
                        () -> new TlsConfig(null, Path.of("key.pem"), List.of(), 0, Duration.ZERO));

        assertThat(refused.problems())
                .extracting(Problem::key)
                .containsExactlyInAnyOrder("certificate", "handshakes", "handshake-timeout");
    }

    @Test
    void portsForTlsNeedACertificateFromSomewhere() {
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 5349);
        TlsConfig config = new TlsConfig(null, null, List.of(address), 1, Duration.ofSeconds(1));
        Problems without = new Problems();
        Problems with = new Problems();

        config.requireCertificate(false, "turn.tls.", without);
        config.requireCertificate(true, "turn.tls.", with);

        assertThat(without.found()).extracting(Problem::key).containsExactly("turn.tls.listen");
        assertThat(with.found()).isEmpty();
    }

    @Test
    void doesNotPrintItsSecrets() {
        TurnConfig config = TurnConfig.defaults().withAuthSecrets(List.of(new Secret("hush")));

        assertThat(config.toString()).doesNotContain("hush");
    }
}
