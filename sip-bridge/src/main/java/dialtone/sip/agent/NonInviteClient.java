package dialtone.sip.agent;

import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import java.time.Duration;

/// Any other request as its client sees it (RFC 3261 section 17.1.2):
///
///     TRYING -1xx-> PROCEEDING -200..699-> COMPLETED -timer K-> TERMINATED
///        +----------------------200..699---+
///     TRYING, PROCEEDING --timer F, unreachable-> TERMINATED
///
/// Threading: everything on the transaction's queue.
final class NonInviteClient extends ClientMachine {

    private enum State {
        TRYING,
        PROCEEDING,
        COMPLETED,
        TERMINATED
    }

    private State state = State.TRYING;

    NonInviteClient(
            SipRequest request,
            boolean isReliable,
            TimerValues values,
            TransactionClock clock,
            Listener listener) {
        super(request, isReliable, values, clock, listener);
    }

    @Override
    void start() {
        if (!isReliable) {
            after(values.t1(), () -> timerE(values.t1()));
        }
        after(values.transaction(), this::timerF);
        listener.transmit(request, false);
    }

    private void timerE(Duration interval) {
        if (isWaiting()) {
            Duration next = state == State.PROCEEDING ? values.t2() : values.next(interval);
            after(next, () -> timerE(next));
            listener.transmit(request, true);
        }
    }

    private void timerF() {
        if (isWaiting()) {
            end();
            listener.onTimeout();
        }
    }

    @Override
    void receive(SipResponse response) {
        if (!isWaiting()) {
            return;
        }
        if (response.isProvisional()) {
            state = State.PROCEEDING;
        } else {
            cancelTimers();
            state = State.COMPLETED;
            if (isReliable) {
                end();
            } else {
                after(values.t4(), this::end);
            }
        }
        listener.onResponse(response);
    }

    @Override
    void sendFailed() {
        if (isWaiting()) {
            end();
            listener.onUnreachable();
        }
    }

    @Override
    void abandon() {
        end();
    }

    private boolean isWaiting() {
        return state == State.TRYING || state == State.PROCEEDING;
    }

    private void end() {
        if (state != State.TERMINATED) {
            state = State.TERMINATED;
            cancelTimers();
            listener.onEnd();
        }
    }
}
