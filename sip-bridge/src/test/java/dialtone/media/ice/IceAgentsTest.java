package dialtone.media.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.udp.Remote;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

class IceAgentsTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Remote WIFI = remote(40_001);
    private static final Remote CELL = remote(40_002);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final IceAgents agents = new IceAgents(registry, 1);
    private final Told told = new Told();
    private final IceCredentials first = IceCredentials.random(RANDOM);
    private final IceAgent agent = agents.open(first, told);
    private long now;

    /// What an agent tells, and whose addresses are another's.
    private static final class Told implements IceAgent.Events {

        final List<String> events = new ArrayList<>();
        final Set<Remote> taken = new HashSet<>();

        @Override
        public boolean mayHave(Remote remote) {
            return !taken.contains(remote);
        }

        @Override
        public void validated(Remote remote) {
            events.add("validated " + remote.port());
        }

        @Override
        public void expired(Remote remote) {
            events.add("expired " + remote.port());
        }

        @Override
        public void connected() {
            events.add("connected");
        }

        @Override
        public void consentLost() {
            events.add("lost");
        }
    }

    private static Remote remote(int port) {
        return Remote.of(new InetSocketAddress("192.0.2.1", port));
    }

    private byte @Nullable [] give(byte[] message, Remote from) {
        return agents.answer(message, message.length, from, now);
    }

    private byte[] send(byte[] message, Remote from) {
        return Objects.requireNonNull(give(message, from), "no answer");
    }

    private void check(IceCredentials to, Remote from, boolean nominates) {
        assertThat(StunCheck.isSuccess(send(StunCheck.of(to, nominates), from))).isTrue();
    }

    @Test
    void answersACheckWithTheAddressItCameFrom() {
        byte[] answer = send(StunCheck.of(first, false), WIFI);

        assertThat(StunCheck.isSuccess(answer)).isTrue();
        assertThat(StunCheck.mapped(answer)).isEqualTo(WIFI.socketAddress());
        assertThat(StunCheck.isVouchedFor(answer, first.password())).isTrue();
        assertThat(told.events).containsExactly("validated 40001", "connected");
    }

    @Test
    void selectsWhatIsNominatedLast() {
        assertThat(agent.selected()).isNull();
        check(first, WIFI, false);
        assertThat(agent.selected()).isEqualTo(WIFI);
        check(first, CELL, true);
        check(first, WIFI, false);
        assertThat(agent.selected()).as("a check that nominates nothing").isEqualTo(CELL);

        check(first, WIFI, true);

        assertThat(agent.selected()).isEqualTo(WIFI);
    }

    @Test
    void refusesCredentialsOfNoCall() {
        IceCredentials unknown = IceCredentials.random(RANDOM);
        IceCredentials guessed = new IceCredentials(first.ufrag(), unknown.password());

        assertThat(StunCheck.code(send(StunCheck.of(unknown, true), WIFI))).isEqualTo(401);
        assertThat(StunCheck.code(send(StunCheck.of(guessed, true), WIFI))).isEqualTo(401);
        assertThat(told.events).isEmpty();
        assertThat(checks("unauthorized")).isEqualTo(2);
    }

    private static IceCredentials chosen(String name) {
        return new IceCredentials(
                EarlyChecks.PREFIX + name, IceCredentials.random(RANDOM).password());
    }

    /// What comes out of the checks that waited for an agent.
    private List<byte[]> early(IceCredentials credentials) {
        IceAgent late = agents.open(credentials, new Told());
        List<byte[]> answers = new ArrayList<>();
        agents.early(late, now, (check, from) -> answers.add(send(check, from)));
        return answers;
    }

    @Test
    void keepsChecksThatOvertakeTheirCall() {
        IceCredentials chosen = chosen("00000001");
        assertThat(give(StunCheck.of(chosen, true), WIFI)).isNull();
        assertThat(give(StunCheck.of(chosen("00000002"), true), WIFI)).isNull();

        List<byte[]> answers = early(chosen);

        assertThat(answers).hasSize(1);
        assertThat(StunCheck.isSuccess(answers.getFirst())).isTrue();
        assertThat(checks("early")).isEqualTo(2);
        assertThat(early(chosen("00000002"))).hasSize(1);
        assertThat(early(chosen)).as("once").isEmpty();
    }

    @Test
    void keepsEarlyChecksForASecondAndSixtyFourOfThem() {
        IceCredentials old = chosen("00000001");
        give(StunCheck.of(old, true), WIFI);
        now += Duration.ofMillis(1100).toNanos();
        assertThat(early(old)).isEmpty();
        IceCredentials pushedOut = chosen("00000002");
        give(StunCheck.of(pushedOut, true), WIFI);
        IceCredentials last = chosen("00000003");

        for (int i = 0; i < 64; i++) {
            give(StunCheck.of(last, true), WIFI);
        }

        assertThat(early(pushedOut)).isEmpty();
        assertThat(early(last)).hasSize(64);
    }

    @Test
    void leavesAFragmentInUseToItsCall() {
        IceCredentials chosen = chosen("00000001");
        IceAgent owner = agents.open(chosen, told);

        IceAgent second = agents.open(new IceCredentials(chosen.ufrag(), first.password()), told);
        check(chosen, WIFI, true);
        IceCredentials next = IceCredentials.random(RANDOM);
        agents.restart(second, next);
        check(next, CELL, true);
        agents.close(second);
        check(chosen, WIFI, true);

        assertThat(owner.selected()).isEqualTo(WIFI);
        assertThat(second.selected()).isNull();
    }

    @Test
    void refusesWhatLacksANameOrIntegrity() {
        byte[] nameless = StunCheck.request().integrity(first.password()).fingerprint().bytes();
        byte[] unproven = StunCheck.request().username(first.ufrag() + ":x").fingerprint().bytes();

        assertThat(StunCheck.code(send(nameless, WIFI))).isEqualTo(400);
        assertThat(StunCheck.code(send(unproven, WIFI))).isEqualTo(400);
        assertThat(told.events).isEmpty();
    }

    @Test
    void refusesAnAttributeOfAnotherLength() {
        byte[] bad =
                StunCheck.request()
                        .username(first.ufrag() + ":x")
                        .with(0x0024, (byte) 1)
                        .integrity(first.password())
                        .fingerprint()
                        .bytes();

        assertThat(StunCheck.code(send(bad, WIFI))).isEqualTo(400);
    }

    @Test
    void passesOverWhatIsNoCheck() {
        byte[] unmarked =
                StunCheck.request()
                        .username(first.ufrag() + ":x")
                        .integrity(first.password())
                        .bytes();

        assertThat(give(unmarked, WIFI)).isNull();
        assertThat(give(StunCheck.indication().fingerprint().bytes(), WIFI)).isNull();
        assertThat(give(new byte[20], WIFI)).isNull();
        assertThat(give(new byte[0], WIFI)).isNull();
        assertThat(told.events).isEmpty();
        assertThat(checks("not-a-check")).isEqualTo(4);
    }

    @Test
    void refusesAnotherControlledAgent() {
        byte[] conflict =
                StunCheck.request()
                        .username(first.ufrag() + ":x")
                        .priority()
                        .controlled()
                        .integrity(first.password())
                        .fingerprint()
                        .bytes();

        byte[] answer = send(conflict, WIFI);

        assertThat(StunCheck.code(answer)).isEqualTo(487);
        assertThat(StunCheck.isVouchedFor(answer, first.password())).isTrue();
        assertThat(told.events).isEmpty();
    }

    @Test
    void refusesWhatItMustUnderstandAndDoesNot() {
        byte[] strange =
                StunCheck.request()
                        .username(first.ufrag() + ":x")
                        .with(0x0033, (byte) 1)
                        .integrity(first.password())
                        .fingerprint()
                        .bytes();

        assertThat(StunCheck.code(send(strange, WIFI))).isEqualTo(420);
    }

    /// Chromium's checks carry one of these.
    @Test
    void passesOverAnAttributeItNeedNotUnderstand() {
        byte[] check =
                StunCheck.request()
                        .username(first.ufrag() + ":x")
                        .with(0xc057, (byte) 0, (byte) 0, (byte) 3, (byte) 0xe7)
                        .controlling()
                        .priority()
                        .integrity(first.password())
                        .fingerprint()
                        .bytes();

        assertThat(StunCheck.isSuccess(send(check, WIFI))).isTrue();
    }

    @Test
    void boundsRefusalsToOneSource() {
        IceCredentials unknown = IceCredentials.random(RANDOM);
        int answered = 0;
        for (int i = 0; i < 1000; i++) {
            answered += give(StunCheck.of(unknown, true), WIFI) == null ? 0 : 1;
        }

        assertThat(answered).isEqualTo(10);
        assertThat(checks("rate-limited")).isEqualTo(990);
        assertThat(StunCheck.isSuccess(send(StunCheck.of(first, true), WIFI))).isTrue();
    }

    @Test
    void takesNoAddressOfAnotherCall() {
        told.taken.add(WIFI);

        byte[] answer = send(StunCheck.of(first, true), WIFI);

        assertThat(StunCheck.code(answer)).isEqualTo(403);
        assertThat(agent.selected()).isNull();
    }

    @Test
    void keepsOldCredentialsUntilANewPairIsNominated() {
        check(first, WIFI, true);
        IceCredentials second = IceCredentials.random(RANDOM);
        agents.restart(agent, second);

        check(first, WIFI, true);
        check(second, CELL, false);
        check(first, WIFI, false);
        assertThat(agent.selected()).isEqualTo(WIFI);

        check(second, CELL, true);

        assertThat(agent.selected()).isEqualTo(CELL);
        assertThat(StunCheck.code(send(StunCheck.of(first, true), WIFI))).isEqualTo(401);
        assertThat(agents.ufrags()).isEqualTo(1);
    }

    @Test
    void keepsWhatWorksOverSeveralRestarts() {
        check(first, WIFI, true);
        IceCredentials second = IceCredentials.random(RANDOM);
        IceCredentials third = IceCredentials.random(RANDOM);
        agents.restart(agent, second);
        agents.restart(agent, third);

        check(first, WIFI, true);
        assertThat(StunCheck.code(send(StunCheck.of(second, true), CELL))).isEqualTo(401);
        check(third, CELL, true);
        assertThat(agents.ufrags()).isEqualTo(1);
    }

    @Test
    void losesConsentAfterThirtySecondsAndFindsItAgain() {
        check(first, WIFI, true);
        now = Duration.ofSeconds(29).toNanos();
        agent.sweep(now);
        assertThat(agent.selected()).isEqualTo(WIFI);

        now = Duration.ofSeconds(30).toNanos();
        agent.sweep(now);
        assertThat(agent.selected()).isNull();
        check(first, CELL, false);

        assertThat(agent.selected()).isEqualTo(CELL);
        assertThat(told.events)
                .containsExactly(
                        "validated 40001",
                        "connected",
                        "expired 40001",
                        "lost",
                        "validated 40002",
                        "connected");
    }

    @Test
    void goesOnWithAnotherPairWhenTheSelectedOneIsSilent() {
        check(first, CELL, false);
        check(first, WIFI, true);
        now = Duration.ofSeconds(20).toNanos();
        check(first, CELL, false);
        now = Duration.ofSeconds(31).toNanos();

        agent.sweep(now);

        assertThat(agent.selected()).isEqualTo(CELL);
        assertThat(told.events).doesNotContain("lost");
    }

    @Test
    void boundsThePairsOfACall() {
        check(first, WIFI, true);
        for (int port = 1; port <= 100; port++) {
            now++;
            check(first, remote(port), false);
        }

        assertThat(told.events.stream().filter(e -> e.startsWith("expired"))).hasSize(85);
        assertThat(agent.selected()).isEqualTo(WIFI);
    }

    @Test
    void forgetsACallThatIsClosed() {
        check(first, WIFI, true);
        agents.restart(agent, IceCredentials.random(RANDOM));

        agents.close(agent);

        assertThat(agents.ufrags()).isZero();
        assertThat(agent.selected()).isNull();
        assertThat(told.events).endsWith("expired 40001");
    }

    @ParameterizedTest
    @CsvSource({
        "abc, 1234567890123456789012",
        "abcd, 123456789012345678901",
        "ab d, 1234567890123456789012"
    })
    void refusesCredentialsThatIceDoesNotKnow(String ufrag, String password) {
        assertThatThrownBy(() -> new IceCredentials(ufrag, password))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(password);
    }

    @Test
    void takesCredentialsInTheBase64OfAddresses() {
        IceCredentials taken = new IceCredentials("a-b_", "a-password_of-22-chars");

        assertThat(taken.password()).isEqualTo("a-password_of-22-chars");
    }

    @Test
    void writesCandidatesBestFirst() {
        assertThat(
                        IceCandidates.of(
                                List.of(
                                        new InetSocketAddress("192.0.2.7", 5000),
                                        new InetSocketAddress("2001:db8::7", 5000))))
                .containsExactly(
                        "1 1 udp 2130706431 192.0.2.7 5000 typ host",
                        "2 1 udp 2130706175 2001:db8:0:0:0:0:0:7 5000 typ host");
    }

    private double checks(String result) {
        return registry.get("dialtone.media.ice.checks").tag("result", result).counter().count();
    }
}
