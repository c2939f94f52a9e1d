package dialtone.sip.agent;

import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A request that somebody sent, and the responses to it (RFC 3261 section 17.2).
///
/// Threading: public methods for any thread; the state belongs to the transaction's queue, what the
/// user is told comes on the queue the user has chosen.
public abstract sealed class ServerTransaction permits InviteServer, NonInviteServer {

    /// What becomes of a transaction.
    public interface User {
        /// The client takes its INVITE back; the user answers it with 487 if it has not answered.
        void onCancel();

        /// A response could not be sent, or nobody has acknowledged the final one.
        void onUndelivered();
    }

    /// What the agent does for a transaction.
    interface Way {
        /// Sends the response to where the request came from.
        void transmit(SipResponse response, boolean isAgain, Runnable onFailure);

        /// It takes nothing more.
        void onEnd();
    }

    final TimerValues values;
    final TransactionClock clock;
    private final SipRequest request;
    private final Source source;
    private final Way way;
    private final List<Timers.Timer> timers = new ArrayList<>(2);
    private @Nullable SerialTasks queue;
    private @Nullable User user;
    private final List<Consumer<User>> untold = new ArrayList<>(1);

    ServerTransaction(
            SipRequest request,
            Source source,
            TimerValues values,
            TransactionClock clock,
            Way way) {
        this.request = request;
        this.source = source;
        this.values = values;
        this.clock = clock;
        this.way = way;
    }

    /// The request, with `received` and `rport` in its topmost Via.
    public SipRequest request() {
        return request;
    }

    public Source source() {
        return source;
    }

    /// Says who wants to know what becomes of it, and on which queue. What has happened before is
    /// told then.
    public void accept(SerialTasks chosen, User who) {
        clock.run(
                () -> {
                    queue = chosen;
                    user = who;
                    untold.forEach(event -> chosen.run(() -> event.accept(who)));
                    untold.clear();
                });
    }

    /// Sends a response. After the final one only further 2xx to an INVITE go out: their user
    /// repeats them until the ACK (RFC 3261 section 13.3.1.4).
    public void respond(SipResponse response) {
        clock.run(() -> send(response));
    }

    abstract void start();

    abstract void send(SipResponse response);

    /// The request once more, or the ACK for an INVITE. Whether it belonged to the transaction; an
    /// ACK for a 2xx does not.
    abstract void receive(SipRequest again, Runnable onForeignAck);

    final void cancelled() {
        clock.run(() -> tell(User::onCancel));
    }

    final void transmit(SipResponse response, boolean isAgain) {
        way.transmit(response, isAgain, () -> clock.run(this::sendFailed));
    }

    abstract void sendFailed();

    final void tell(Consumer<User> event) {
        User who = user;
        if (queue == null || who == null) {
            untold.add(event);
        } else {
            queue.run(() -> event.accept(who));
        }
    }

    final void after(Duration delay, Runnable task) {
        timers.add(clock.after(delay, task));
    }

    final void cancelTimers() {
        timers.forEach(Timers.Timer::cancel);
        timers.clear();
    }

    final void ended() {
        cancelTimers();
        way.onEnd();
    }
}
