package dialtone.sip.agent;

import dialtone.sip.message.Body;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import java.time.Duration;

/// An INVITE as its client sees it (RFC 3261 section 17.1.1, RFC 6026 section 7.2):
///
///     CALLING -1xx-> PROCEEDING -2xx-> ACCEPTED  -timer M-> TERMINATED
///        |                |  \--300..699-> COMPLETED -timer D-> TERMINATED
///        +--------2xx, 300..699 likewise---+
///        +--timer B, unreachable-> TERMINATED
///
/// Threading: everything on the transaction's queue.
final class InviteClient extends ClientMachine {

    private enum State {
        CALLING,
        PROCEEDING,
        ACCEPTED,
        COMPLETED,
        TERMINATED
    }

    private State state = State.CALLING;

    InviteClient(
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
            scheduleRetransmission(values.t1());
        }
        after(values.transaction(), this::timerB);
        listener.transmit(request, false);
    }

    private void scheduleRetransmission(Duration interval) {
        after(interval, () -> timerA(interval));
    }

    private void timerA(Duration interval) {
        if (state == State.CALLING) {
            scheduleRetransmission(interval.multipliedBy(2));
            listener.transmit(request, true);
        }
    }

    private void timerB() {
        if (state == State.CALLING) {
            end();
            listener.onTimeout();
        }
    }

    @Override
    void receive(SipResponse response) {
        switch (state) {
            case CALLING, PROCEEDING -> receiveFirst(response);
            case ACCEPTED -> {
                if (response.isSuccess()) {
                    listener.onResponse(response);
                }
            }
            case COMPLETED -> {
                if (!response.isProvisional() && !response.isSuccess()) {
                    listener.transmit(ack(response), true);
                }
            }
            case TERMINATED -> {}
        }
    }

    private void receiveFirst(SipResponse response) {
        cancelTimers();
        if (response.isProvisional()) {
            state = State.PROCEEDING;
        } else if (response.isSuccess()) {
            state = State.ACCEPTED;
            after(values.transaction(), this::end);
        } else {
            state = State.COMPLETED;
            listener.transmit(ack(response), false);
            if (isReliable) {
                end();
            } else {
                after(TimerValues.FINAL_RESPONSES, this::end);
            }
        }
        listener.onResponse(response);
    }

    /// RFC 3261 section 17.1.1.3: the ACK for a final response that is no success belongs to the
    /// transaction.
    private SipRequest ack(SipResponse response) {
        Headers.Builder headers =
                Headers.builder()
                        .add(HeaderName.VIA, request.topVia())
                        .add(HeaderName.MAX_FORWARDS, 70)
                        .addAll(HeaderName.ROUTE, request.headers().values(HeaderName.ROUTE))
                        .add(HeaderName.FROM, request.from())
                        .add(HeaderName.TO, response.to())
                        .add(HeaderName.CALL_ID, request.callId())
                        .add(HeaderName.CSEQ, request.cSeq().number() + " " + SipRequest.ACK);
        return new SipRequest(SipRequest.ACK, request.uri(), headers.build(), Body.EMPTY);
    }

    @Override
    void sendFailed() {
        if (state == State.CALLING) {
            end();
            listener.onUnreachable();
        }
    }

    @Override
    void abandon() {
        end();
    }

    private void end() {
        if (state != State.TERMINATED) {
            state = State.TERMINATED;
            cancelTimers();
            listener.onEnd();
        }
    }
}
