package dialtone.sip.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.EndReason;
import dialtone.signaling.ticket.DialLimits;
import dialtone.signaling.ticket.Ticket;
import dialtone.sip.policy.Attempt.Kind;
import dialtone.sip.policy.Outcome.Allowed;
import dialtone.sip.policy.Outcome.Denied;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// How many calls there may be.
class CeilingsTest {

    private static final String NUMBER = "+493012345678";

    @Test
    void limitTheCallsOfAUser() {
        Calls calls = new Calls(Calls.config(2, 10, 10, 100));
        Ticket alice = calls.everything("alice");
        Admission first = calls.allowed(NUMBER, alice);
        calls.allowed(NUMBER, alice);

        Denied denied = Calls.denied(calls.dial(NUMBER, alice));

        assertThat(denied.label()).isEqualTo("user-calls");
        assertThat(denied.words()).contains("hang up one first");
        calls.allowed(NUMBER, calls.everything("bob"));
        first.close();
        first.close();
        calls.allowed(NUMBER, alice);
        assertThat(calls.dial(NUMBER, alice)).isInstanceOf(Denied.class);
    }

    @Test
    void keepToTheTicketWhereItIsNarrower() {
        Calls calls = new Calls(Calls.config(2, 10, 10, 100));
        DialLimits one = new DialLimits(null, null, 1, null, null);
        DialLimits none = new DialLimits(null, null, 0, null, null);
        calls.allowed(NUMBER, calls.ticket("alice", one, "*"));

        assertThat(Calls.denied(calls.dial(NUMBER, calls.ticket("alice", one, "*"))).label())
                .isEqualTo("ticket-calls");
        assertThat(Calls.denied(calls.dial(NUMBER, calls.ticket("bob", none, "*"))).words())
                .isEqualTo("Your ticket allows no phone calls.");
    }

    @Test
    void leaveRoomForTheTransferOfTheOnlyCall() {
        Calls calls = new Calls(Calls.config(1, 10, 10, 100));
        Ticket alice = calls.everything("alice");
        calls.allowed(NUMBER, alice);
        Attempt transfer =
                new Attempt("c_1", NUMBER, null, alice, Calls.SITE, "main", Kind.TRANSFER);

        assertThat(calls.policy.admit(transfer)).isInstanceOf(Allowed.class);
        assertThat(calls.policy.admit(transfer)).isInstanceOf(Denied.class);
    }

    @Test
    void limitTheCallsOfAnOriginAndOverATrunk() {
        Calls calls = new Calls(Calls.config(10, 2, 3, 100));
        calls.allowed(NUMBER, calls.everything("alice"));
        calls.allowed(NUMBER, calls.everything("bob"));

        Denied origin = Calls.denied(calls.dial(NUMBER, calls.everything("carol")));
        Attempt elsewhere =
                new Attempt("c_1", NUMBER, null, calls.everything("dave"), null, "main", Kind.DIAL);
        Calls.allowed(calls.policy.admit(elsewhere));
        Denied trunk = Calls.denied(calls.policy.admit(elsewhere));

        assertThat(origin.label()).isEqualTo("origin-calls");
        assertThat(origin.reason()).isEqualTo(EndReason.UNREACHABLE);
        assertThat(trunk.label()).isEqualTo("trunk-calls");
    }

    @Test
    void limitHowManyBeginInAMinute() {
        Calls calls = new Calls(Calls.config(10, 10, 10, 3));
        Ticket alice = calls.everything("alice");
        for (int i = 0; i < 3; i++) {
            calls.allowed(NUMBER, alice).close();
            calls.clock.pass(Duration.ofSeconds(10));
        }

        assertThat(Calls.denied(calls.dial(NUMBER, alice)).label()).isEqualTo("origin-rate");
        calls.clock.pass(Duration.ofSeconds(30));
        calls.allowed(NUMBER, alice).close();
        assertThat(calls.dial(NUMBER, alice)).isInstanceOf(Denied.class);
    }

    @Test
    void holdWhenManyAskAtOnce() throws Exception {
        int ceiling = 5;
        Calls calls = new Calls(Calls.config(ceiling, 100_000, 100_000, 1_000_000));
        Ticket alice = calls.everything("alice");
        AtomicInteger live = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        AtomicInteger admitted = new AtomicInteger();
        for (int i = 0; i < 16; i++) {
            Thread thread =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            go.await();
                                            for (int n = 0; n < 500; n++) {
                                                if (calls.dial(NUMBER, alice)
                                                        instanceof Allowed(Admission call)) {
                                                    admitted.incrementAndGet();
                                                    int now = live.incrementAndGet();
                                                    most.accumulateAndGet(now, Math::max);
                                                    call.answered();
                                                    live.decrementAndGet();
                                                    call.close();
                                                    call.close();
                                                }
                                            }
                                        } catch (Throwable e) {
                                            failures.add(e);
                                        }
                                    });
            threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        assertThat(admitted.get()).isGreaterThan(ceiling);
        assertThat(most.get()).isBetween(1, ceiling);
        for (int i = 0; i < ceiling; i++) {
            calls.allowed(NUMBER, alice);
        }
        assertThat(calls.dial(NUMBER, alice)).isInstanceOf(Denied.class);
    }
}
