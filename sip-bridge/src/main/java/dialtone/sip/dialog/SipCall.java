package dialtone.sip.dialog;

import dialtone.signaling.task.SerialTasks;
import dialtone.sip.digest.DigestClient;
import dialtone.sip.message.Replaces;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.Uri;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// A call with somebody over SIP.
///
/// Threading: public methods for any thread; the rest on the call's queue.
public abstract sealed class SipCall permits OutgoingCall, IncomingCall {

    private final Core core;
    private final CallConfig config;
    private final SerialTasks queue;
    private final CallClock clock;
    private final String callId;
    private @Nullable CallListener listener;
    private @Nullable DigestClient digest;
    private boolean isEnded;

    SipCall(Core core, CallConfig config, SerialTasks queue, String callId) {
        this.core = core;
        this.config = config;
        this.queue = queue;
        this.clock = new CallClock(core.timers(), queue);
        this.callId = callId;
    }

    /// Its name on the wire.
    public final String callId() {
        return callId;
    }

    /// On which its listener is called.
    public final SerialTasks queue() {
        return queue;
    }

    /// Ends the call, whatever its state: it is taken back, refused or hung up. The listener is
    /// told at once.
    public final void hangUp() {
        queue.run(() -> close(Ending.of(Ending.Cause.HUNG_UP_HERE, 200, "Hung Up")));
    }

    /// Offers another session. The listener is told the answer; when both sides offer at once, it
    /// is tried again a little later.
    public final void offer(String sdp) {
        inSession(session -> session.offers().offer(sdp));
    }

    /// Tells of a pressed key by INFO.
    public final void sendDigit(Digit digit, Digit.Style style) {
        inSession(
                session -> {
                    if (session.isConfirmed()) {
                        session.sendDigit(digit, style);
                    }
                });
    }

    /// Asks the other side to call somebody else. When that has worked, the listener is told, and
    /// hangs up.
    ///
    /// @param replaces the call whose place the new one takes, for an attended transfer: see
    ///     [#asReplaces]; null for a blind one
    public final void transfer(Uri target, @Nullable Replaces replaces) {
        inSession(
                session -> {
                    if (session.isConfirmed()) {
                        session.transfer(target, replaces);
                    }
                });
    }

    /// This call as whoever is called with [#transfer] knows it; null without an answered call.
    public final CompletableFuture<@Nullable Replaces> asReplaces() {
        CompletableFuture<@Nullable Replaces> found = new CompletableFuture<>();
        queue.run(
                () -> {
                    Session session = session();
                    found.complete(
                            session == null || !session.isConfirmed()
                                    ? null
                                    : session.asReplaces());
                });
        return found;
    }

    private void inSession(Consumer<Session> task) {
        queue.run(
                () -> {
                    Session session = session();
                    if (session != null && !isEnded) {
                        task.accept(session);
                    }
                });
    }

    final Core core() {
        return core;
    }

    /// How this call behaves.
    final CallConfig config() {
        return config;
    }

    final CallClock clock() {
        return clock;
    }

    final @Nullable DigestClient digest() {
        return digest;
    }

    final void authenticateBy(@Nullable DigestClient client) {
        digest = client;
    }

    final void listen(CallListener who) {
        listener = who;
    }

    final boolean isEnded() {
        return isEnded;
    }

    /// Tells the listener, unless it knows that the call is over.
    final void tell(Consumer<CallListener> event) {
        if (!isEnded && listener != null) {
            event.accept(listener);
        }
    }

    /// Ends the call and says so.
    final void close(Ending ending) {
        if (!isEnded) {
            CallListener who = listener;
            isEnded = true;
            leave(ending);
            if (who != null) {
                who.onEnded(ending);
            }
        }
    }

    /// The dialog that counts; null as long as there is none or several.
    abstract @Nullable Session session();

    /// The other side has hung up in this dialog.
    abstract void onBye(Session session, SipRequest bye);

    /// Sends what the other side has to know.
    abstract void leave(Ending ending);
}
