package dialtone.sip.dialog;

import dialtone.signaling.task.Timers;
import dialtone.sip.agent.ServerTransaction;
import dialtone.sip.agent.TimerValues;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.RAck;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// Provisional responses to one INVITE that are repeated until their PRACK comes, one after another
/// (RFC 3262 section 3).
///
/// Threading: on the call's queue.
final class ReliableProvisionals {

    private final CallClock clock;
    private final TimerValues values;
    private final ServerTransaction transaction;
    private final Runnable whenUnacknowledged;
    private final Deque<SipResponse> waiting = new ArrayDeque<>();
    private @Nullable SipResponse current;
    private @Nullable Runnable whenDone;
    private long number;
    private Timers.Timer repeat = CallClock.NONE;
    private Timers.Timer end = CallClock.NONE;

    ReliableProvisionals(SipCall call, ServerTransaction transaction, Runnable whenUnacknowledged) {
        this.clock = call.clock();
        this.values = call.config().timers();
        this.transaction = transaction;
        this.whenUnacknowledged = whenUnacknowledged;
        this.number = 1L + call.core().random().nextInt(1 << 30);
    }

    void send(SipResponse response) {
        waiting.add(response);
        if (current == null) {
            next();
        }
    }

    private void next() {
        SipResponse response = waiting.poll();
        if (response == null) {
            current = null;
            Runnable done = whenDone;
            whenDone = null;
            if (done != null) {
                done.run();
            }
            return;
        }
        number++;
        current = response.with(HeaderName.REQUIRE, Core.RELIABLE).with(HeaderName.RSEQ, number);
        end =
                clock.after(
                        values.transaction(),
                        () -> {
                            stop();
                            whenUnacknowledged.run();
                        });
        transmit(current, values.t1());
    }

    private void transmit(SipResponse response, Duration interval) {
        repeat = clock.after(interval, () -> transmit(response, interval.multipliedBy(2)));
        transaction.respond(response);
    }

    /// Whether the PRACK is for what was sent last.
    boolean isFor(SipRequest prack) {
        RAck rAck = prack.rAck();
        SipResponse sent = current;
        return sent != null
                && rAck != null
                && rAck.responseNumber() == number
                && rAck.requestNumber() == sent.cSeq().number()
                && rAck.method().equals(SipRequest.INVITE);
    }

    /// It has arrived.
    void acknowledge() {
        repeat.cancel();
        end.cancel();
        next();
    }

    /// Runs it when all are acknowledged: a 2xx must not overtake an answer that was given in one
    /// (section 3).
    void whenDone(Runnable task) {
        if (current == null) {
            task.run();
        } else {
            whenDone = task;
        }
    }

    void stop() {
        waiting.clear();
        whenDone = null;
        current = null;
        repeat.cancel();
        end.cancel();
    }
}
