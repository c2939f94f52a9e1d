package dialtone.sip.agent;

import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// An INVITE as its server sees it (RFC 3261 section 17.2.1, RFC 6026 section 7.1):
///
///     PROCEEDING -2xx-> ACCEPTED -timer L-> TERMINATED
///         \--300..699-> COMPLETED -ACK-> CONFIRMED -timer I-> TERMINATED
///                           \--timer H, unreachable-> TERMINATED
///
/// Threading: see [ServerTransaction].
final class InviteServer extends ServerTransaction {

    private static final int TRYING = 100;

    private enum State {
        PROCEEDING,
        ACCEPTED,
        COMPLETED,
        CONFIRMED,
        TERMINATED
    }

    private State state = State.PROCEEDING;
    private @Nullable SipResponse last;

    InviteServer(
            SipRequest request,
            Source source,
            TimerValues values,
            TransactionClock clock,
            Way way) {
        super(request, source, values, clock, way);
    }

    @Override
    void start() {
        after(
                TimerValues.TRYING_AFTER,
                () -> {
                    if (state == State.PROCEEDING && last == null) {
                        send(SipResponse.to(request(), TRYING, "Trying", null));
                    }
                });
    }

    @Override
    void send(SipResponse response) {
        switch (state) {
            case PROCEEDING -> {
                last = response;
                if (response.isSuccess()) {
                    cancelTimers();
                    state = State.ACCEPTED;
                    after(values.transaction(), this::end);
                } else if (!response.isProvisional()) {
                    complete();
                }
                transmit(response, false);
            }
            case ACCEPTED -> {
                if (response.isSuccess()) {
                    transmit(response, true);
                }
            }
            case COMPLETED, CONFIRMED, TERMINATED -> {}
        }
    }

    private void complete() {
        cancelTimers();
        state = State.COMPLETED;
        if (!source().transport().isReliable()) {
            after(values.t1(), () -> timerG(values.t1()));
        }
        after(values.transaction(), this::timerH);
    }

    private void timerG(Duration interval) {
        if (state == State.COMPLETED && last != null) {
            Duration next = values.next(interval);
            after(next, () -> timerG(next));
            transmit(last, true);
        }
    }

    private void timerH() {
        if (state == State.COMPLETED) {
            end();
            tell(User::onUndelivered);
        }
    }

    @Override
    void receive(SipRequest again, Runnable onForeignAck) {
        if (again.is(SipRequest.ACK)) {
            receiveAck(onForeignAck);
        } else if ((state == State.PROCEEDING || state == State.COMPLETED) && last != null) {
            transmit(last, true);
        }
    }

    private void receiveAck(Runnable onForeignAck) {
        switch (state) {
            case COMPLETED -> {
                cancelTimers();
                state = State.CONFIRMED;
                if (source().transport().isReliable()) {
                    end();
                } else {
                    after(values.t4(), this::end);
                }
            }
            case ACCEPTED -> onForeignAck.run();
            case PROCEEDING, CONFIRMED, TERMINATED -> {}
        }
    }

    @Override
    void sendFailed() {
        switch (state) {
            case PROCEEDING, ACCEPTED -> tell(User::onUndelivered);
            case COMPLETED -> {
                end();
                tell(User::onUndelivered);
            }
            case CONFIRMED, TERMINATED -> {}
        }
    }

    private void end() {
        if (state != State.TERMINATED) {
            state = State.TERMINATED;
            ended();
        }
    }
}
