package dialtone.turn;

import dialtone.config.Secret;
import dialtone.turn.relay.Cidr;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
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
    private int unauthorizedRateLimit = 0;
    private boolean software = true;
    private Map<String, Secret> users =
            Map.of(USER, new Secret(PASSWORD), OTHER_USER, new Secret(OTHER_PASSWORD));
    private int shards = 1;
    private List<InetSocketAddress> alternateServer = List.of();

    static TestTurn config() {
        return new TestTurn();
    }

    TestTurn on(String address) {
        listen = InetAddress.ofLiteral(address);
        relayAddress = listen;
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

    TestTurn shards(int count) {
        shards = count;
        return this;
    }

    TestTurn alternate(String address, int port) {
        alternateServer = List.of(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        return this;
    }

    TestTurn withoutUsers() {
        users = Map.of();
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
                List.of(NEW_SECRET, OLD_SECRET),
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
                alternateServer);
    }
}
