package dialtone.sip.agent;

import dialtone.signaling.task.Timers;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The client's side of a transaction with one target (RFC 3261 section 17.1).
///
/// Threading: everything on the transaction's queue.
abstract sealed class ClientMachine permits InviteClient, NonInviteClient {

    /// What a machine tells, each on the transaction's queue.
    interface Listener {
        /// Puts the request, or an ACK for its final response, on the way.
        void transmit(SipRequest request, boolean isAgain);

        void onResponse(SipResponse response);

        /// Nobody has answered in time.
        void onTimeout();

        /// The request could not be sent.
        void onUnreachable();

        /// It knows nothing more, and takes nothing more.
        void onEnd();
    }

    final SipRequest request;
    final boolean isReliable;
    final TimerValues values;
    final TransactionClock clock;
    final Listener listener;
    private final List<Timers.Timer> timers = new ArrayList<>(2);

    ClientMachine(
            SipRequest request,
            boolean isReliable,
            TimerValues values,
            TransactionClock clock,
            Listener listener) {
        this.request = request;
        this.isReliable = isReliable;
        this.values = values;
        this.clock = clock;
        this.listener = listener;
    }

    abstract void start();

    abstract void receive(SipResponse response);

    /// What it sent last did not get away.
    abstract void sendFailed();

    /// Gives up at once, telling nobody.
    abstract void abandon();

    final void after(Duration delay, Runnable task) {
        timers.add(clock.after(delay, task));
    }

    final void cancelTimers() {
        timers.forEach(Timers.Timer::cancel);
        timers.clear();
    }
}
