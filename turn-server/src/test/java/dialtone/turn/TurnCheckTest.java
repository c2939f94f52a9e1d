package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.Secret;
import dialtone.turn.auth.RestCredentials;
import dialtone.turn.auth.TurnCredential;
import dialtone.turn.check.Step;
import dialtone.turn.check.Transport;
import dialtone.turn.check.TurnCheck;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the check says of relays that work, and of others.
class TurnCheckTest extends WithServer {

    private static final TurnCredential ALICE =
            new TurnCredential(TestTurn.USER, new Secret(TestTurn.PASSWORD));

    /// For what is answered at once, however slow the machine is.
    private static final Duration LONG = Duration.ofMillis(Wire.DEADLINE_MILLIS);

    /// For what is never answered.
    private static final Duration SHORT = Duration.ofMillis(210);

    private final List<Step> steps = new ArrayList<>();

    private Step check(InetSocketAddress at, Transport by, TurnCredential who, Duration patience) {
        return TurnCheck.run(new TurnCheck.Target(at, by, who, who, patience), steps::add);
    }

    private Step check(TurnCredential who) {
        return check(address(), Transport.UDP, who, LONG);
    }

    private static void assertFailed(Step last, String step, String... words) {
        assertThat(last.result()).as(last.words()).isEqualTo(Step.Result.FAILED);
        assertThat(last.name()).isEqualTo(step);
        assertThat(last.words()).contains(words);
    }

    @ParameterizedTest
    @EnumSource(names = {"UDP", "TCP"})
    void goesThroughBothRelayedAddressesAndGivesThemBack(Transport transport) {
        Step last = check(address(), transport, ALICE, LONG);

        assertThat(last.result()).as(last.words()).isEqualTo(Step.Result.OK);
        assertThat(steps)
                .extracting(Step::name)
                .containsExactly(
                        "binding",
                        "first allocation",
                        "second allocation",
                        "permissions",
                        "channels",
                        "echo",
                        "release");
        assertThat(server.allocations()).isEmpty();
        assertThat(dropped("no-permission") + dropped("no-channel")).isZero();
    }

    @Test
    void takesACredentialThatEndsByItself() {
        RestCredentials minter = new RestCredentials(TestTurn.NEW_SECRET);

        Step last = check(minter.mint("checker", clock.instant().plusSeconds(60)));

        assertThat(last.result()).as(last.words()).isEqualTo(Step.Result.OK);
    }

    @Test
    void asksForIpv6WhereThereIsNothingElse() throws IOException {
        restart(TestTurn.config().relayingAt("::1"));

        assertThat(check(ALICE).result()).isEqualTo(Step.Result.OK);
        assertThat(steps.get(1).words()).contains("[0:0:0:0:0:0:0:1]:");
    }

    @Test
    void saysThatTheCredentialIsWrong() {
        assertFailed(
                check(new TurnCredential(TestTurn.USER, new Secret("guessed"))),
                "first allocation",
                "answered 401",
                "the password is wrong");
    }

    @Test
    void saysThatNothingListens() throws IOException {
        InetSocketAddress nobody = at("127.0.0.1", freePort());

        assertFailed(
                check(nobody, Transport.UDP, ALICE, LONG),
                "binding",
                "127.0.0.1:" + nobody.getPort() + " over UDP",
                "nothing listens there");
        assertFailed(
                check(nobody, Transport.TCP, ALICE, LONG), "connection", "nothing listens there");
    }

    @Test
    void saysThatNoAnswerCame() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 1, address().getAddress())) {
            assertFailed(
                    check(peer.local(), Transport.UDP, ALICE, SHORT),
                    "binding",
                    "no answer within 210ms",
                    "firewall");
            InetSocketAddress overTcp = at("127.0.0.1", mute.getLocalPort());
            assertFailed(
                    check(overTcp, Transport.TCP, ALICE, SHORT), "binding", "no answer within");
        }
    }

    @Test
    void asksAgainForWhatMayBeLost() throws IOException {
        check(peer.local(), Transport.UDP, ALICE, SHORT);

        byte[] request = peer.receive();
        assertThat(peer.receive()).isEqualTo(request);
        assertThat(peer.receive()).isEqualTo(request);
    }

    @Test
    void saysThatAQuotaIsReachedAndGivesTheFirstAllocationBack() throws IOException {
        restart(TestTurn.config().quotas(1, 100));

        assertFailed(check(ALICE), "second allocation", "answered 486", "turn.user-quota");
        assertThat(server.allocations()).isEmpty();
    }

    @Test
    void saysThatThereIsNoRoom() throws IOException {
        restart(TestTurn.config().relayPorts(20_000, 20_000));

        assertFailed(check(ALICE), "second allocation", "answered 508", "relay ports");
    }

    @Test
    void saysThatNothingIsRelayed() throws IOException {
        restart(TestTurn.config().bytesPerSecond(0, 0, 1));
        check(address(), Transport.UDP, ALICE, Duration.ofSeconds(1)); // Uses the bandwidth up.

        assertFailed(
                check(address(), Transport.UDP, ALICE, Duration.ofSeconds(1)),
                "echo",
                "no packet went from one relayed address to the other within 1s");
        assertThat(server.allocations()).isEmpty();
    }

    @Test
    void saysThatThePolicyIsAgainstIt() throws IOException {
        restart(TestTurn.config().denying("127.0.0.1/32"));

        Step last = check(ALICE);

        assertThat(last.result()).isEqualTo(Step.Result.DENIED);
        assertThat(last.name()).isEqualTo("permissions");
        assertThat(last.words()).contains("answered 403", "turn.allowed-peers");
    }

    @Test
    void saysThatTlsIsNotSpokenThere() {
        assertFailed(
                check(address(), Transport.TLS, ALICE, LONG), "connection", "127.0.0.1", "TLS");
    }
}
