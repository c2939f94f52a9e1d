package dialtone;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.Secret;
import dialtone.signaling.hub.IceServers;
import dialtone.signaling.message.IceServer;
import dialtone.turn.TurnConfig;
import dialtone.turn.TurnServer;
import dialtone.turn.auth.RestCredentials;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

class RelayCredentialsTest {

    private static final int SUCCESS = 0x0103;
    private static final int ERROR = 0x0113;
    private static final Secret SECRET = new Secret("shared");

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static IceServers issue(Secret secret, List<String> urls, InstantSource clock) {
        return new RelayCredentials(
                        urls, new RestCredentials(secret), Duration.ofMinutes(10), clock, null)
                .forSession("s1", "alice");
    }

    @Test
    void theRelayTakesThem() throws Exception {
        TurnConfig config =
                TestConfig.on(0, 0, 0).turn().withAuthSecrets(List.of(SECRET, new Secret("old")));
        InstantSource clock = InstantSource.system();
        try (TurnServer server = TurnServer.start(config, new SimpleMeterRegistry())) {
            InetSocketAddress relay = server.listeners().getFirst();
            List<String> urls = List.of("turn:127.0.0.1");
            IceServer good = issue(SECRET, urls, clock).servers().getFirst();
            IceServer old = issue(new Secret("old"), urls, clock).servers().getFirst();
            IceServer other = issue(new Secret("other"), urls, clock).servers().getFirst();
            IceServer expired =
                    issue(SECRET, urls, InstantSource.fixed(Instant.EPOCH)).servers().getFirst();

            assertThat(answer(relay, good)).isEqualTo(SUCCESS);
            assertThat(answer(relay, old)).isEqualTo(SUCCESS);
            assertThat(answer(relay, other)).isEqualTo(ERROR);
            assertThat(answer(relay, expired)).isEqualTo(ERROR);
        }
    }

    private static int answer(InetSocketAddress relay, IceServer server) throws Exception {
        return Allocate.answer(
                relay, String.valueOf(server.username()), String.valueOf(server.credential()));
    }

    @Test
    void tellWhenTheyEnd() {
        Instant now = Instant.parse("2026-11-25T12:00:00Z");

        IceServers servers = issue(SECRET, List.of("turn:a"), InstantSource.fixed(now));

        assertThat(servers.expiresAt()).isEqualTo(now.plusSeconds(600));
        assertThat(servers.servers().getFirst().username())
                .isEqualTo(now.plusSeconds(600).getEpochSecond() + ":alice");
    }

    @Test
    void areNotGivenToStunServers() {
        IceServers servers =
                issue(
                        SECRET,
                        List.of("turns:a.example", "stun:b.example", "turn:c.example"),
                        InstantSource.system());

        assertThat(servers.servers()).hasSize(2);
        assertThat(servers.servers().getFirst())
                .isEqualTo(new IceServer(List.of("stun:b.example"), null, null));
        assertThat(servers.servers().getLast().urls())
                .containsExactly("turns:a.example", "turn:c.example");
    }

    @Test
    void endWithTheirSession() throws Exception {
        TurnConfig config = TestConfig.on(0, 0, 0).turn().withAuthSecrets(List.of(SECRET));
        try (TurnServer server = TurnServer.start(config, new SimpleMeterRegistry())) {
            InetSocketAddress relay = server.listeners().getFirst();
            RelayCredentials credentials = revoking(server::revoke, InstantSource.system());
            IceServer first = credentials.forSession("s1", "alice").servers().getFirst();
            IceServer renewed = credentials.forSession("s1", "alice").servers().getFirst();
            IceServer other = credentials.forSession("s2", "alice").servers().getFirst();
            assertThat(answer(relay, first)).isEqualTo(SUCCESS);
            assertThat(answer(relay, renewed)).isEqualTo(SUCCESS);
            assertThat(answer(relay, other)).isEqualTo(SUCCESS);

            credentials.ended("s1");

            assertThat(server.allocations())
                    .singleElement()
                    .satisfies(
                            one -> {
                                assertThat(one.username()).isEqualTo(other.username());
                                assertThat(one.user()).isEqualTo("alice");
                            });
            assertThat(answer(relay, first)).isEqualTo(ERROR);
            assertThat(answer(relay, renewed)).isEqualTo(ERROR);
            assertThat(answer(relay, other)).isEqualTo(SUCCESS);
        }
    }

    @Test
    void areRevokedWhenOneSessionHasTooMany() {
        List<String> revoked = new ArrayList<>();
        RelayCredentials credentials = revoking(revoked::add, InstantSource.system());
        String oldest = username(credentials);
        for (int i = 1; i < RelayCredentials.MAX_OF_SESSION; i++) {
            username(credentials);
        }
        assertThat(revoked).isEmpty();

        String newest = username(credentials);

        assertThat(revoked).containsExactly(oldest);
        credentials.ended("s1");
        assertThat(revoked)
                .hasSize(RelayCredentials.MAX_OF_SESSION + 1)
                .doesNotHaveDuplicates()
                .endsWith(newest);
    }

    @Test
    void areNotRevokedOnceTheyHaveEndedByThemselves() {
        List<String> revoked = new ArrayList<>();
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        RelayCredentials credentials = revoking(revoked::add, now::get);
        username(credentials);
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(10)));
        String fresh = username(credentials);

        credentials.ended("s1");

        assertThat(revoked).containsExactly(fresh);
    }

    private static String username(RelayCredentials credentials) {
        return String.valueOf(
                credentials.forSession("s1", "alice").servers().getFirst().username());
    }

    private static RelayCredentials revoking(Consumer<String> revoker, InstantSource clock) {
        return new RelayCredentials(
                List.of("turn:127.0.0.1"),
                new RestCredentials(SECRET),
                Duration.ofMinutes(10),
                clock,
                revoker);
    }

    @Test
    void nameTheAddressThatClientsReach() {
        InetAddress reachable = InetAddress.ofLiteral("192.0.2.1");

        assertThat(RelayCredentials.urls(List.of(at("0.0.0.0", 3478), at("::1", 3479)), reachable))
                .containsExactly(
                        "stun:192.0.2.1:3478",
                        "turn:192.0.2.1:3478?transport=udp",
                        "turn:192.0.2.1:3478?transport=tcp",
                        "stun:[0:0:0:0:0:0:0:1]:3479",
                        "turn:[0:0:0:0:0:0:0:1]:3479?transport=udp",
                        "turn:[0:0:0:0:0:0:0:1]:3479?transport=tcp");
    }
}
