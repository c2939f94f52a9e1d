package dialtone;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.ByteSize;
import dialtone.config.ConfigLoader;
import dialtone.config.Secret;
import dialtone.config.Sources;
import dialtone.coturn.CoturnImport;
import dialtone.turn.BandwidthConfig;
import dialtone.turn.TurnConfig;
import dialtone.turn.relay.Cidr;
import dialtone.turn.relay.DefaultFamily;
import dialtone.turn.relay.RelayAddresses;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
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
            bps-capacity=0
            relay-threads=0
            mobility
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

    private static final String CERTIFICATE = "cert=/a.pem\npkey=/a.key\n";

    private static final String OPTIONS =
            """
            CA-file Verbose acme-redirect allocation-default-address-family allow-loopback-peers
            allowed-peer-ip alt-listening-port alt-tls-listening-port alternate-server aux-server
            bps-capacity cert channel-lifetime check-origin-consistency cipher-list cli-ip
            cli-max-output-sessions cli-password cli-port daemon denied-peer-ip dh-file dh1066
            dh566 dtls ec-curve-name external-ip fingerprint keep-address-family listening-device
            listening-ip listening-port log-binding log-file lt-cred-mech max-allocate-lifetime
            max-allocate-timeout max-bps max-port min-port mobility mongo-userdb mysql-userdb ne
            new-log-timestamp new-log-timestamp-format no-auth no-cli no-dtls no-loopback-peers
            no-multicast-peers no-rfc5780 no-software-attribute no-stdout-log no-stun no-tcp
            no-tcp-relay no-tls no-tlsv1 no-tlsv1_1 no-tlsv1_2 no-udp no-udp-relay oauth
            permission-lifetime pidfile pkey pkey-pwd proc-group proc-user prometheus
            prometheus-port prometheus-username-labels psql-userdb realm redis-statsdb
            redis-userdb relay-device relay-ip relay-threads rfc5780 secret-key-file secure-stun
            server-name server-relay simple-log software-attribute stale-nonce static-auth-secret
            stun-only syslog syslog-facility tcp-proxy-port tls-alternate-server
            tls-listening-port total-quota udp-self-balance use-auth-secret user user-quota
            userdb verbose web-admin web-admin-ip web-admin-listen-on-workers web-admin-port
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

        assertThat(turn.listen()).containsExactly(at("10.0.0.5", 3479), at("10.0.0.5", 5349));
        assertThat(turn.tls().certificate()).isEqualTo(Path.of("/etc/ssl/turn.pem"));
        assertThat(turn.tls().key()).isEqualTo(Path.of("/etc/ssl/turn.key"));
        assertThat(turn.tls().listen()).isEmpty();
        assertThat(turn.dtls().enabled()).isTrue();
        assertThat(turn.bandwidth())
                .isEqualTo(
                        new BandwidthConfig(
                                new ByteSize(64_000), new ByteSize(0), new ByteSize(0)));
        assertThat(turn.shards()).isEqualTo(1);
        assertThat(turn.mobility()).isTrue();
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
                        "# Not taken over: line 9, fingerprint: ",
                        "# Not taken over: line 13, user: has a key instead of a password",
                        "# Not taken over: line 14, user: cannot be read: expected: name:password",
                        "# Not taken over: line 25, stale-nonce: nonces always end",
                        "# Not taken over: line 37, frobnicate: has no counterpart here",
                        "# What differs: in coturn an allowed peer wins")
                .doesNotContain("0x1234abcd", "nobody", "yes");
    }

    @Test
    void saysNothingOfWhatIsTakenOver() {
        assertThat(CoturnImport.yaml(REALISTIC))
                .doesNotContain(
                        ", tls-listening-port: ", ", cert: ", ", max-bps: ", ", mobility: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-dtls", "dtls=0"})
    void withoutDtlsThePortOfTlsIsForTlsAlone(String line) {
        TurnConfig turn = load(CoturnImport.yaml(CERTIFICATE + line + "\n")).turn();

        assertThat(turn.listen()).containsExactly(at("0.0.0.0", 3478));
        assertThat(turn.tls().listen()).containsExactly(at("0.0.0.0", 5349));
        assertThat(turn.dtls().enabled()).isFalse();
    }

    @Test
    void onePortForBothStandsOnce() {
        String one = CERTIFICATE + "listening-port=443\ntls-listening-port=443\n";

        assertThat(load(CoturnImport.yaml(one)).turn().listen())
                .containsExactly(at("0.0.0.0", 443));
    }

    @Test
    void dtlsAloneBringsTlsAlong() {
        String yaml = CoturnImport.yaml(CERTIFICATE + "no-tls\n");

        assertThat(yaml).contains("line 3, no-tls: TLS is there with the certificate that DTLS");
        assertThat(load(yaml).turn().tls().certificate()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "cert=/a.pem, 'line 1, cert: TLS needs cert and pkey'",
        "pkey=/a.key, 'line 1, pkey: TLS needs cert and pkey'",
        "'cert=/a.pem\npkey=/a.key\nno-tls\nno-dtls', 'line 2, pkey: neither TLS nor DTLS is on'",
    })
    void aCertificateThatIsOfNoUseIsNamed(String lines, String note) {
        String yaml = CoturnImport.yaml(lines);

        assertThat(yaml).contains(note);
        assertThat(load(yaml).turn().tls()).isEqualTo(TurnConfig.defaults().tls());
    }

    @Test
    void takesAnAddressOfEachFamily() {
        String yaml =
                CoturnImport.yaml(
                        """
                        listening-ip=10.0.0.5
                        listening-ip=10.0.0.6
                        listening-ip=2001:db8::5
                        external-ip=198.51.100.7
                        external-ip=198.51.100.8
                        external-ip=2001:db8:1::7
                        aux-server=10.0.0.7:33478
                        allocation-default-address-family="keep"
                        """);
        TurnConfig turn = load(yaml).turn();

        assertThat(turn.listen())
                .containsExactly(
                        at("10.0.0.5", 3478),
                        at("10.0.0.6", 3478),
                        at("2001:db8::5", 3478),
                        at("10.0.0.7", 33_478));
        assertThat(turn.relayAddress()).isEqualTo(RelayAddresses.parse("10.0.0.5, 2001:db8::5"));
        assertThat(turn.externalAddress())
                .isEqualTo(RelayAddresses.parse("198.51.100.7, 2001:db8:1::7"));
        assertThat(turn.allocationDefaultAddressFamily()).isEqualTo(DefaultFamily.KEEP);
        assertThat(yaml).contains("line 5, external-ip: there is one for each of IPv4 and IPv6");
    }

    /// Those that the file of Debian's package shows, commented out, and some of other versions.
    @ParameterizedTest
    @MethodSource("optionsOfTheFileThatCoturnComesWith")
    void everyOptionOfCoturnIsTakenOrExplained(String option) {
        assertThat(CoturnImport.yaml(option)).doesNotContain("has no counterpart here");
    }

    private static Stream<String> optionsOfTheFileThatCoturnComesWith() {
        return OPTIONS.lines().flatMap(line -> Stream.of(line.split(" ")));
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
        "max-bps=-1",
        "tls-listening-port=https",
        "allocation-default-address-family=any",
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
