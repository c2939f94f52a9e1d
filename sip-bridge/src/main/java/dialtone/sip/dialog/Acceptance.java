package dialtone.sip.dialog;

import dialtone.signaling.task.Timers;
import dialtone.sip.agent.ServerTransaction;
import dialtone.sip.agent.TimerValues;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import java.time.Duration;
import java.util.function.Consumer;

/// A 2xx to an INVITE, repeated until its ACK comes (RFC 3261 section 13.3.1.4).
///
/// Threading: on the call's queue.
final class Acceptance {

    private final CallClock clock;
    private final TimerValues values;
    private final ServerTransaction transaction;
    private final SipResponse response;
    private final Consumer<SipRequest> whenAcknowledged;
    private final Runnable whenNot;
    private Timers.Timer repeat = CallClock.NONE;
    private Timers.Timer end = CallClock.NONE;
    private boolean isOver;

    Acceptance(
            SipCall call,
            ServerTransaction transaction,
            SipResponse response,
            Consumer<SipRequest> whenAcknowledged,
            Runnable whenNot) {
        this.clock = call.clock();
        this.values = call.config().timers();
        this.transaction = transaction;
        this.response = response;
        this.whenAcknowledged = whenAcknowledged;
        this.whenNot = whenNot;
    }

    void start() {
        end =
                clock.after(
                        values.transaction(),
                        () -> {
                            stop();
                            whenNot.run();
                        });
        send(values.t1());
    }

    /// Over TCP too: a proxy in between may have lost it on the next hop.
    private void send(Duration interval) {
        Duration twice = interval.multipliedBy(2);
        Duration next = twice.compareTo(values.t2()) > 0 ? values.t2() : twice;
        repeat = clock.after(interval, () -> send(next));
        transaction.respond(response);
    }

    void acknowledge(SipRequest ack) {
        if (!isOver && ack.cSeq().number() == response.cSeq().number()) {
            stop();
            whenAcknowledged.accept(ack);
        }
    }

    boolean isOver() {
        return isOver;
    }

    private void stop() {
        isOver = true;
        repeat.cancel();
        end.cancel();
    }
}
