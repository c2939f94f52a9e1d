package dialtone.sip.agent;

import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.jspecify.annotations.Nullable;

/// Any other request as its server sees it (RFC 3261 section 17.2.2):
///
///     WAITING -200..699-> COMPLETED -timer J-> TERMINATED
///
/// The RFC tells apart whether there was a provisional response; it makes no difference but for
/// what is repeated.
///
/// Threading: see [ServerTransaction].
final class NonInviteServer extends ServerTransaction {

    private enum State {
        WAITING,
        COMPLETED,
        TERMINATED
    }

    private State state = State.WAITING;
    private @Nullable SipResponse last;

    NonInviteServer(
            SipRequest request,
            Source source,
            TimerValues values,
            TransactionClock clock,
            Way way) {
        super(request, source, values, clock, way);
    }

    /// A request that nobody answers must not stay for ever: its client has given up by then.
    @Override
    void start() {
        after(values.transaction().multipliedBy(2), this::end);
    }

    @Override
    void send(SipResponse response) {
        if (state != State.WAITING) {
            return;
        }
        last = response;
        transmit(response, false);
        if (!response.isProvisional()) {
            cancelTimers();
            state = State.COMPLETED;
            if (source().transport().isReliable()) {
                end();
            } else {
                after(values.transaction(), this::end);
            }
        }
    }

    @Override
    void receive(SipRequest again, Runnable onForeignAck) {
        if (state != State.TERMINATED && last != null) {
            transmit(last, true);
        }
    }

    @Override
    void sendFailed() {
        if (state != State.TERMINATED) {
            end();
            tell(User::onUndelivered);
        }
    }

    private void end() {
        if (state != State.TERMINATED) {
            state = State.TERMINATED;
            ended();
        }
    }
}
