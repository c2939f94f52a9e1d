package dialtone.turn;

import dialtone.config.ByteSize;
import dialtone.config.Secret;
import dialtone.turn.relay.Cidr;

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
    private InetAddress relayAddress = LOOPBACK;
    private int relayPortMin = 20_000;
    private int relayPortMax = 60_000;
    private int userQuota = 100;
    private int totalQuota = 100;
    private int maxPermissions = 8;
    private int maxChannels = 8;
    private @Nullable InetAddress externalAddress;
    private List<Cidr> allowedPeers = List.of();
    private List<Cidr> deniedPeers = List.of();
    private final Map<String, Secret> users =
            new HashMap<>(
                    Map.of(USER, new Secret(PASSWORD), OTHER_USER, new Secret(OTHER_PASSWORD)));
    private List<Secret> secrets = List.of(NEW_SECRET, OLD_SECRET);
    private int unauthorizedRateLimit = 0;
    private boolean software = true;
    private int shards = 1;
    private BandwidthConfig bandwidth = BandwidthConfig.defaults();

    static TestTurn config() {
        return new TestTurn();
    }

    TestTurn on(String address) {
        listen = InetAddress.ofLiteral(address);
        relayAddress = listen;
        return this;
    }

    /// Opens relayed addresses elsewhere than where it listens.
    TestTurn relayingOn(String address) {
        relayAddress = InetAddress.ofLiteral(address);
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
        externalAddress = InetAddress.ofLiteral(external);
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

    TestTurn withoutSoftware() {
        software = false;
        return this;
    }

    TurnConfig build() {
        return new TurnConfig(
                List.of(new InetSocketAddress(listen, listenPort)),
                relayAddress,
                externalAddress,
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
                shards,
                bandwidth,
                0);
    }
}
