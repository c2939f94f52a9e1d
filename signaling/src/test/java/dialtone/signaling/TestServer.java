package dialtone.signaling;

import dialtone.config.ByteSize;
import dialtone.signaling.http.WebPort;
import dialtone.signaling.hub.FakeBridge;
import dialtone.signaling.hub.FakePhone;
import dialtone.signaling.hub.Hub;
import dialtone.signaling.hub.IceServers;
import dialtone.signaling.message.IceServer;
import dialtone.signaling.transport.Transport;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A server on a free port of this machine, and the clients connected to it, which end with it.
public final class TestServer implements AutoCloseable {

    private static final long POLL_NANOS = 1_000_000;

    static final Instant ICE_EXPIRES_AT = Instant.parse("2099-01-01T00:00:00Z");

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Runnable> clients = new ArrayList<>();
    private final SignalingServer server;

    /// How a server differs from the defaults.
    static final class Setup {

        private final SignalingConfig defaults = SignalingConfig.defaults();
        private List<String> allowedOrigins = List.of();
        private List<Transport> transports = defaults.transports();
        private Duration ringTimeout = defaults.ringTimeout();
        private Duration resumeTimeout = Duration.ZERO;
        private Duration openTimeout = defaults.openTimeout();
        private Duration pingInterval = defaults.pingInterval();
        private ByteSize maxMessageSize = defaults.maxMessageSize();
        private ByteSize sendQueue = defaults.sendQueue();
        private int messageRate = defaults.messageRate();
        private int messageBurst = defaults.messageBurst();
        private int maxSessions = defaults.maxSessions();
        private int maxSessionsPerUser = defaults.maxSessionsPerUser();
        private int maxCallsPerSession = defaults.maxCallsPerSession();
        private int maxRoomsPerSession = defaults.maxRoomsPerSession();
        private int maxRoomPeers = defaults.maxRoomPeers();
        private PresenceConfig presence = defaults.presence();
        private MessagesConfig messages = defaults.messages();
        private InstantSource clock = InstantSource.system();

        Setup allowedOrigins(String... origins) {
            allowedOrigins = List.of(origins);
            return this;
        }

        Setup transports(Transport... served) {
            transports = List.of(served);
            return this;
        }

        Setup ringTimeout(Duration timeout) {
            ringTimeout = timeout;
            return this;
        }

        Setup openTimeout(Duration timeout) {
            openTimeout = timeout;
            return this;
        }

        Setup resumeTimeout(Duration timeout) {
            resumeTimeout = timeout;
            return this;
        }

        Setup pingInterval(Duration interval) {
            pingInterval = interval;
            return this;
        }

        Setup maxMessageSize(ByteSize size) {
            maxMessageSize = size;
            return this;
        }

        Setup sendQueue(ByteSize size) {
            sendQueue = size;
            return this;
        }

        Setup messages(int rate, int burst) {
            messageRate = rate;
            messageBurst = burst;
            return this;
        }

        Setup maxSessions(int total, int perUser) {
            maxSessions = total;
            maxSessionsPerUser = perUser;
            return this;
        }

        Setup maxCallsPerSession(int max) {
            maxCallsPerSession = max;
            return this;
        }

        Setup maxRooms(int perSession, int peers) {
            maxRoomsPerSession = perSession;
            maxRoomPeers = peers;
            return this;
        }

        Setup presence(PresenceConfig config) {
            presence = config;
            return this;
        }

        Setup messages(MessagesConfig config) {
            messages = config;
            return this;
        }

        Setup clock(InstantSource source) {
            clock = source;
            return this;
        }

        TestServer start() {
            return new TestServer(
                    new SignalingConfig(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            defaults.ticketKeys(),
                            defaults.publishableKeys(),
                            allowedOrigins,
                            transports,
                            ringTimeout,
                            openTimeout,
                            resumeTimeout,
                            pingInterval,
                            maxMessageSize,
                            messageRate,
                            messageBurst,
                            sendQueue,
                            maxSessions,
                            maxSessionsPerUser,
                            maxCallsPerSession,
                            maxRoomsPerSession,
                            maxRoomPeers,
                            defaults.drainTimeout(),
                            defaults.turnUrls(),
                            defaults.turnCredentialLifetime(),
                            defaults.turnOnSamePort(),
                            presence,
                            messages,
                            defaults.tls()),
                    clock);
        }
    }

    private TestServer(SignalingConfig config, InstantSource clock) {
        server =
                SignalingServer.start(
                        config,
                        null,
                        WebPort.Beside.nothing(),
                        _ -> TestServer::iceServers,
                        TestTickets::verify,
                        _ -> List.of(),
                        List.of(),
                        clock,
                        registry);
    }

    static Setup with() {
        return new Setup();
    }

    static TestServer start() {
        return new Setup().start();
    }

    private static IceServers iceServers(String session, String user) {
        return new IceServers(
                List.of(
                        new IceServer(List.of("stun:127.0.0.1:3478"), null, null),
                        new IceServer(List.of("turn:127.0.0.1:3478"), "1:" + user, "secret")),
                ICE_EXPIRES_AT);
    }

    InetSocketAddress address() {
        return server.address();
    }

    Hub hub() {
        return server.hub();
    }

    /// Lets a bridge serve phones from now on.
    FakeBridge addBridge() {
        FakeBridge bridge = new FakeBridge();
        hub().add(bridge);
        return bridge;
    }

    FakePhone addPhone() {
        return new FakePhone(server.hub());
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /// A client with a session.
    TestClient open(String ticket) {
        TestClient client = connect();
        client.open(ticket);
        return client;
    }

    /// A client without a session.
    TestClient connect() {
        return kept(TestClient.connect(address()));
    }

    /// A client without a session, on that transport.
    TestClient connect(Transport transport) {
        return kept(TestClient.connect(address(), transport));
    }

    /// A client with a session, on that transport.
    TestClient open(String ticket, Transport transport) {
        TestClient client = connect(transport);
        client.open(ticket);
        return client;
    }

    TestClient connect(String origin) {
        return kept(TestClient.connect(address(), origin));
    }

    /// Tries to connect from a page that may not: status, a space, and the body of the answer.
    String tryToConnectFrom(String origin) {
        return tryToConnect("Origin: " + origin, "Sec-WebSocket-Protocol: dialtone.v1");
    }

    /// Tries a handshake with these headers besides the usual ones.
    String tryToConnect(String... headers) {
        return RawSocket.refusedHandshake(address(), headers);
    }

    private TestClient kept(TestClient client) {
        clients.add(client::close);
        return client;
    }

    RawSocket connectRaw() {
        RawSocket client = RawSocket.connect(address());
        clients.add(client::close);
        return client;
    }

    /// What a counter counted, or how often a timer recorded, over all series with these tags.
    double count(String name, String... tags) {
        return registry.find(name).tags(tags).counters().stream().mapToDouble(Counter::count).sum()
                + registry.find(name).tags(tags).timers().stream().mapToLong(Timer::count).sum();
    }

    double gauge(String name, String... tags) {
        return registry.find(name).tags(tags).gauges().stream().mapToDouble(Gauge::value).sum();
    }

    void awaitGauge(String name, double value) {
        await(name + " to be " + value, () -> gauge(name) == value);
    }

    void awaitCount(double value, String name, String... tags) {
        await(
                name + List.of(tags) + " to be " + value + ", not " + count(name, tags),
                () -> count(name, tags) == value);
    }

    /// Waits for something that nobody tells us about.
    static void await(String what, BooleanSupplier holds) {
        long deadlineNanos = System.nanoTime() + TestClient.PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /// Stops the server, but not the clients.
    void stop() {
        server.close();
    }

    @Override
    public void close() {
        clients.forEach(Runnable::run);
        server.close();
    }

    /// A clock that stands still until it is moved.
    static final class SetClock implements InstantSource {

        private volatile Instant now;

        SetClock(Instant now) {
            this.now = now;
        }

        void set(Instant instant) {
            now = instant;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
