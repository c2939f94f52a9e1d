package dialtone.sip.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.config.InvalidConfigException;
import dialtone.signaling.ticket.DialLimits;
import dialtone.signaling.ticket.Ticket;
import dialtone.sip.policy.Outcome.Denied;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// How long a call may be, and what it costs.
class SpendTest {

    private static final String NUMBER = "+493012345678";

    private final Calls calls =
            new Calls(Calls.withRates("2", Map.of("+49", "0.1", "+4915", "0.5", "+43", "0")));

    @Test
    void endsACallWithTheServersLimitOrTheTicketsWhereThatIsShorter() {
        DialLimits half = new DialLimits(null, Duration.ofMinutes(30), null, null, null);
        DialLimits day = new DialLimits(null, Duration.ofDays(1), null, null, null);

        assertThat(calls.allowed(NUMBER, calls.everything("alice")).longest())
                .isEqualTo(Duration.ofHours(4));
        assertThat(calls.allowed(NUMBER, calls.ticket("alice", half, "*")).longest())
                .isEqualTo(Duration.ofMinutes(30));
        assertThat(calls.allowed(NUMBER, calls.ticket("alice", day, "*")).longest())
                .isEqualTo(Duration.ofHours(4));
    }

    @ParameterizedTest
    @CsvSource({"+493012345678, PT10M", "+4915112345678, PT2M", "+431234567, PT4H"})
    void lastsAsLongAsTheBudgetPaysFor(String number, Duration longest) {
        Ticket alice = calls.ticket("alice", Calls.spend("1", null), "*");

        assertThat(calls.allowed(number, alice).longest()).isEqualTo(longest);
    }

    @Test
    void paysTheDefaultRateForShortNumbers() {
        Ticket alice = calls.ticket("alice", Calls.spend("1", null), "*");

        assertThat(Calls.denied(calls.dial("113", alice)).label()).isEqualTo("spend");
    }

    @Test
    void paysEachIntervalThatIsBegun() {
        Ticket alice = calls.ticket("alice", Calls.spend("1", null), "*");
        calls.talk(NUMBER, alice, Duration.ofSeconds(61));

        assertThat(calls.allowed(NUMBER, alice).longest()).isEqualTo(Duration.ofMinutes(8));
    }

    @Test
    void paysNothingForCallsThatNobodyAnswers() {
        Ticket alice = calls.ticket("alice", Calls.spend("1", null), "*");
        try (Admission ringing = calls.allowed(NUMBER, alice)) {
            calls.clock.pass(Duration.ofMinutes(3));
            assertThat(ringing.longest()).isEqualTo(Duration.ofMinutes(10));
        }

        assertThat(calls.allowed(NUMBER, alice).longest()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void spendsNothingTwiceWhenCallsAreAtOnce() {
        DialLimits six =
                new DialLimits(
                        null, Duration.ofMinutes(6), null, Calls.spend("1", null).spend(), null);
        Ticket alice = calls.ticket("alice", six, "*");
        Admission first = calls.allowed(NUMBER, alice);
        Admission second = calls.allowed(NUMBER, alice);

        assertThat(first.longest()).isEqualTo(Duration.ofMinutes(6));
        assertThat(second.longest()).isEqualTo(Duration.ofMinutes(4));
        Denied denied = Calls.denied(calls.dial(NUMBER, alice));
        assertThat(denied.label()).isEqualTo("spend");
        assertThat(denied.words()).contains("used up");
        second.close();
        assertThat(calls.allowed(NUMBER, alice).longest()).isEqualTo(Duration.ofMinutes(4));
    }

    @Test
    void spendsNothingTwiceWhenManyAskAtOnce() throws Exception {
        DialLimits three =
                new DialLimits(
                        null, Duration.ofMinutes(3), null, Calls.spend("1", null).spend(), null);
        Ticket alice = calls.ticket("alice", three, "*");
        Queue<Duration> allowed = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        if (calls.dial(NUMBER, alice)
                                                instanceof Outcome.Allowed(Admission call)) {
                                            allowed.add(call.longest());
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(allowed.stream().reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void sharesTheBudgetOfTicketsWithTheSameId() {
        Ticket first = calls.ticket("alice", Calls.spend("1", "budget-7"), "*");
        calls.talk(NUMBER, first, Duration.ofMinutes(4));
        Ticket next = calls.ticket("alice", Calls.spend("1", "budget-7"), "*");
        Ticket other = calls.ticket("alice", Calls.spend("1", "budget-8"), "*");

        try (Admission call = calls.allowed(NUMBER, next)) {
            assertThat(call.longest()).isEqualTo(Duration.ofMinutes(6));
        }
        assertThat(calls.allowed(NUMBER, other).longest()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void remembersWhatATicketSpentUntilItEnds() {
        Ticket alice = calls.ticket("alice", Calls.spend("1", null), "*");
        calls.talk(NUMBER, alice, Duration.ofMinutes(10));
        calls.clock.pass(Duration.ofHours(11));
        calls.allowed(NUMBER, calls.everything("bob")).close();

        assertThat(Calls.denied(calls.dial(NUMBER, alice)).label()).isEqualTo("spend");
    }

    @ParameterizedTest
    @CsvSource({"0.10, 0.1", "5, 5", "100, 100", "0, 0", "0.000001, 0.000001"})
    void readsAmounts(String text, String shown) {
        assertThat(Money.parse(text)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "", "0.0000001", "1e30"})
    void readsNothingElseAsAnAmount(String text) {
        assertThatThrownBy(() -> Money.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no amount");
    }

    @Test
    void takesOnlyRatesByPrefixesOfWholeNumbers() {
        assertThatThrownBy(() -> Calls.withRates("1", Map.of("49", "0.1")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("'49' is no beginning of a number (expected: such as +49)");
    }
}
