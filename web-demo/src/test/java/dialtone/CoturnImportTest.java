package dialtone;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.ConfigLoader;
import dialtone.config.Secret;
import dialtone.config.Sources;
import dialtone.coturn.CoturnImport;
import dialtone.turn.TurnConfig;
import dialtone.turn.relay.Cidr;
import dialtone.turn.relay.RelayAddresses;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What the import makes is loaded by our own loader.
class CoturnImportTest {

    /// As an administrator writes it, comments and all.
    private static final String REALISTIC =
            """
            # /etc/turnserver.conf
            listening-port=3479
            tls-listening-port=5349
            listening-ip=10.0.0.5
            relay-ip=10.0.0.5
            external-ip=198.51.100.7/10.0.0.5
            min-port=50000
            max-port=50999
            fingerprint
            lt-cred-mech
            realm=turn.example.org
            user=alice:it's "quoted": #1
            user=keyed:0x1234abcd
            user=nobody
            use-auth-secret
            static-auth-secret=north
            static-auth-secret="two words"
            user-quota=20
            total-quota=0
            max-bps=64000
            max-allocate-lifetime 1800
            stale-nonce=600
            cert=/etc/ssl/turn.pem
            pkey=/etc/ssl/turn.key
            denied-peer-ip=10.0.0.0-10.0.2.255
            denied-peer-ip=2001:db8::1
            allowed-peer-ip=10.0.9.9
            alternate-server=192.0.2.8:3480
            alternate-server=192.0.2.9
            no-software-attribute
            prometheus
            prometheus-port=9700
            no-multicast-peers
            frobnicate=yes
            """;

    private static RelayConfig load(String yaml) {
        Map<String, String> environment = Map.of("DIALTONE_CONFIG_BODY", yaml);
        return new ConfigLoader<>(RelayConfig.defaults(), Set.of())
                .load(new Sources(null, environment, List.of(), List.of()))
                .config();
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    @Test
    void saysWhatCoturnsFileSays() {
        RelayConfig config = load(CoturnImport.yaml(REALISTIC));
        TurnConfig turn = config.turn();

        assertThat(turn.listen()).containsExactly(at("10.0.0.5", 3479));
        assertThat(turn.relayAddress()).isEqualTo(RelayAddresses.parse("10.0.0.5"));
        assertThat(turn.externalAddress()).isEqualTo(RelayAddresses.parse("198.51.100.7"));
        assertThat(turn.relayPortMin()).isEqualTo(50_000);
        assertThat(turn.relayPortMax()).isEqualTo(50_999);
        assertThat(turn.realm()).isEqualTo("turn.example.org");
        assertThat(turn.users())
                .containsExactly(Map.entry("alice", new Secret("it's \"quoted\": #1")));
        assertThat(turn.authSecrets())
                .containsExactly(new Secret("north"), new Secret("two words"));
        assertThat(turn.userQuota()).isEqualTo(20);
        assertThat(turn.totalQuota()).isEqualTo(1_000_000);
        assertThat(turn.maxAllocateLifetime()).isEqualTo(Duration.ofMinutes(30));
        assertThat(turn.deniedPeers())
                .containsExactly(
                        Cidr.parse("10.0.0.0/23"),
                        Cidr.parse("10.0.2.0/24"),
                        Cidr.parse("2001:db8::1/128"));
        assertThat(turn.allowedPeers()).containsExactly(Cidr.parse("10.0.9.9/32"));
        assertThat(turn.alternateServer())
                .containsExactly(at("192.0.2.8", 3480), at("192.0.2.9", 3478));
        assertThat(turn.software()).isFalse();
        assertThat(config.admin().listen()).isEqualTo(at("127.0.0.1", 9700));
    }

    @Test
    void namesEveryLineThatItDoesNotTakeOverWithTheReasonAndWithoutTheValue() {
        String yaml = CoturnImport.yaml(REALISTIC);

        assertThat(yaml)
                .contains(
                        "# Not taken over: line 3, tls-listening-port: ",
                        "# Not taken over: line 9, fingerprint: ",
                        "# Not taken over: line 13, user: has a key instead of a password",
                        "# Not taken over: line 14, user: cannot be read: expected: name:password",
                        "# Not taken over: line 20, max-bps: bandwidth is not limited here",
                        "# Not taken over: line 23, cert: ",
                        "# Not taken over: line 34, frobnicate: has no counterpart here",
                        "# What differs: in coturn an allowed peer wins")
                .doesNotContain("0x1234abcd", "nobody", "yes");
    }

    @Test
    void anEmptyFileMakesAConfigurationThatLoads() {
        assertThat(load(CoturnImport.yaml("")).turn().listen())
                .containsExactly(at("0.0.0.0", 3478));
    }

    @ParameterizedTest
    @CsvSource({
        "listening-port=http",
        "listening-ip=turn.example.org",
        "denied-peer-ip=10.0.0.9-10.0.0.1",
        "denied-peer-ip=10.0.0.9-::1",
        "external-ip=/",
        "user-quota=",
    })
    void aLineThatCannotBeReadIsNamedAndTheRestStillLoads(String line) {
        String yaml = CoturnImport.yaml(line + "\nrealm=kept\n");

        assertThat(yaml).contains("# Not taken over: line 1, ").contains("cannot be read");
        assertThat(load(yaml).turn().realm()).isEqualTo("kept");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0-255.255.255.255, 0.0.0.0/0",
        "127.0.0.1, 127.0.0.1/32",
        "192.0.2.255-192.0.3.0, 192.0.2.255/32 192.0.3.0/32",
        "'::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', ::/0",
    })
    void aRangeBecomesTheFewestBlocks(String range, String blocks) {
        String yaml = CoturnImport.yaml("denied-peer-ip=" + range);

        assertThat(load(yaml).turn().deniedPeers())
                .isEqualTo(Stream.of(blocks.split(" ")).map(Cidr::parse).toList());
    }
}
