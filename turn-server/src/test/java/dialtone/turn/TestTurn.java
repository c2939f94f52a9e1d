package dialtone.turn;

import dialtone.config.ByteSize;
import dialtone.config.Secret;
import dialtone.turn.dtls.DtlsConfig;
import dialtone.turn.relay.Cidr;
import dialtone.turn.relay.DefaultFamily;
import dialtone.turn.relay.RelayAddresses;
import dialtone.turn.stream.TlsConfig;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Configurations for tests, changed one step at a time.
///
/// Threading: for the test's thread.
final class TestTurn {

    static final String USER = "alice";
    static final String PASSWORD = "wonderland";
    static final String OTHER_USER = "bob";
    static final String OTHER_PASSWORD = "builder";
    static final Secret OLD_SECRET = new Secret("an older secret");
    static final Secret NEW_SECRET = new Secret("a newer secret");

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private InetAddress listen = LOOPBACK;
    private int listenPort = 0;
    private RelayAddresses relayAddress = RelayAddresses.of(LOOPBACK);
    private int relayPortMin = 20_000;
    /// Below the ports that the system draws for other sockets, such as those of these tests.
    private int relayPortMax = 32_000;
    private int userQuota = 100;
    private int totalQuota = 100;
    private int maxPermissions = 8;
    private int maxChannels = 8;
    private @Nullable RelayAddresses externalAddress;
    private DefaultFamily defaultFamily = DefaultFamily.IPV4;
    private List<Cidr> allowedPeers = List.of();
    private List<Cidr> deniedPeers = List.of();
    private final Map<String, Secret> users =
            new HashMap<>(
                    Map.of(USER, new Secret(PASSWORD), OTHER_USER, new Secret(OTHER_PASSWORD)));
    private List<Secret> secrets = List.of(NEW_SECRET, OLD_SECRET);
    private int unauthorizedRateLimit = 0;
    private boolean software = true;
    private boolean mobility = true;
    private int shards = 1;
    private BandwidthConfig bandwidth = BandwidthConfig.defaults();
    private List<Cidr> proxies = List.of();
    private TlsConfig tls = TlsConfig.defaults();
    private DiscoveryConfig discovery = DiscoveryConfig.defaults();
    private List<InetSocketAddress> alternateServer = List.of();
    private DtlsConfig dtls = DtlsConfig.defaults();
    private Duration selfTestInterval = Duration.ZERO;
    private OauthConfig oauth = OauthConfig.defaults();

    static TestTurn config() {
        return new TestTurn();
    }

    TestTurn on(String address) {
        listen = InetAddress.ofLiteral(address);
        return relayingOn(address);
    }

    TestTurn relayingAt(String addresses) {
        relayAddress = RelayAddresses.parse(addresses);
        return this;
    }

    TestTurn defaultFamily(DefaultFamily family) {
        defaultFamily = family;
        return this;
    }

    /// Opens relayed addresses elsewhere than where it listens, for all who name no family.
    TestTurn relayingOn(String address) {
        relayAddress = RelayAddresses.parse(address);
        defaultFamily = relayAddress.v4() == null ? DefaultFamily.IPV6 : DefaultFamily.IPV4;
        return this;
    }

    TestTurn listenPort(int port) {
        listenPort = port;
        return this;
    }

    TestTurn relayPorts(int min, int max) {
        relayPortMin = min;
        relayPortMax = max;
        return this;
    }

    TestTurn quotas(int user, int total) {
        userQuota = user;
        totalQuota = total;
        return this;
    }

    TestTurn bounds(int permissions, int channels) {
        maxPermissions = permissions;
        maxChannels = channels;
        return this;
    }

    TestTurn behind(String external) {
        externalAddress = RelayAddresses.parse(external);
        return this;
    }

    TestTurn allowing(String... blocks) {
        allowedPeers = List.of(blocks).stream().map(Cidr::parse).toList();
        return this;
    }

    TestTurn denying(String... blocks) {
        deniedPeers = List.of(blocks).stream().map(Cidr::parse).toList();
        return this;
    }

    TestTurn unauthorizedRateLimit(int perSecond) {
        unauthorizedRateLimit = perSecond;
        return this;
    }

    TestTurn user(String name, String password) {
        users.put(name, new Secret(password));
        return this;
    }

    TestTurn withoutSecrets() {
        secrets = List.of();
        return this;
    }

    TestTurn shards(int count) {
        shards = count;
        return this;
    }

    TestTurn bytesPerSecond(long allocation, long user, long all) {
        bandwidth =
                new BandwidthConfig(
                        new ByteSize(allocation), new ByteSize(user), new ByteSize(all));
        return this;
    }

    TestTurn proxies(String... blocks) {
        proxies = List.of(blocks).stream().map(Cidr::parse).toList();
        return this;
    }

    /// TLS on the usual port and on one of its own.
    TestTurn tls(TestCertificate certificate, int handshakes, Duration timeout) {
        tls =
                new TlsConfig(
                        certificate.certificateFile(),
                        certificate.keyFile(),
                        List.of(new InetSocketAddress(LOOPBACK, 0)),
                        handshakes,
                        timeout);
        return this;
    }

    TestTurn dtls(boolean enabled, int handshakes) {
        dtls = new DtlsConfig(enabled, handshakes);
        return this;
    }

    TestTurn testingItself() {
        selfTestInterval = Duration.ofHours(1);
        return this;
    }

    TestTurn oauth(@Nullable String serverName, Map<String, String> keys) {
        Map<String, Secret> secret = new HashMap<>();
        keys.forEach((kid, key) -> secret.put(kid, new Secret(key)));
        oauth = new OauthConfig(serverName, secret);
        return this;
    }

    TestTurn withoutMobility() {
        mobility = false;
        return this;
    }

    /// Offers NAT behaviour discovery at any second port.
    TestTurn discoveryAt(String alternate) {
        discovery = new DiscoveryConfig(InetAddress.ofLiteral(alternate), 0, null);
        return this;
    }

    /// The same behind a NAT.
    TestTurn discoveryAt(String alternate, String external) {
        discovery =
                new DiscoveryConfig(
                        InetAddress.ofLiteral(alternate), 0, InetAddress.ofLiteral(external));
        return this;
    }

    TestTurn alternate(String address, int port) {
        alternateServer = List.of(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        return this;
    }

    TestTurn withoutUsers() {
        users.clear();
        return this;
    }

    TestTurn withoutSoftware() {
        software = false;
        return this;
    }

    TurnConfig build() {
        return new TurnConfig(
                List.of(new InetSocketAddress(listen, listenPort)),
                relayAddress,
                externalAddress,
                defaultFamily,
                relayPortMin,
                relayPortMax,
                "example.org",
                users,
                secrets,
                Duration.ofHours(1),
                userQuota,
                totalQuota,
                maxPermissions,
                maxChannels,
                allowedPeers,
                deniedPeers,
                unauthorizedRateLimit,
                software,
                mobility,
                shards,
                bandwidth,
                discovery,
                0,
                proxies,
                tls,
                alternateServer,
                dtls,
                selfTestInterval,
                oauth);
    }
}
