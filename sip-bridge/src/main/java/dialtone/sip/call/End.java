package dialtone.sip.call;

import dialtone.media.Leg;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.task.SerialTasks;
import dialtone.sip.dialog.Digit;
import dialtone.sip.sdp.Agreement;
import dialtone.sip.sdp.Format;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// One of the two ends of a conversation.
///
/// Threading: for any thread. What an end does runs on a queue of its own, and from there it tells
/// its [Owner]; all state belongs to that queue.
abstract sealed class End permits BrowserEnd, PhoneEnd {

    private static final Logger LOG = LoggerFactory.getLogger(End.class);

    private final SerialTasks queue;
    private volatile Owner owner;
    private @Nullable Spoken spoken;
    private boolean isOver;

    /// How it came to its end by itself; null as long as it has not.
    private @Nullable Over over;

    End(SerialTasks queue, Owner owner) {
        this.queue = queue;
        this.owner = owner;
    }

    /// Its media.
    abstract Leg leg();

    /// The other end calls this one and rings. Only an end that has called is told so.
    abstract void ring();

    /// The other end has taken the call of this one.
    ///
    /// @param formats that the other end speaks
    abstract void answer(List<Format> formats);

    /// The codecs of the other end, the one in use first: what this end should speak as well.
    abstract void speak(List<Format> formats);

    /// The other end holds this one, or takes it back.
    abstract void held(boolean isHeld);

    /// Whether keys that the other end presses are told this one beside its media.
    abstract boolean takesDigits();

    /// Tells it of such a key.
    abstract void press(Digit digit);

    /// Ends it, whatever its state, and gives its media back. The owner is told nothing more.
    ///
    /// @param ending why, for a person
    abstract void end(Ending ending);

    /// Ends it for a reason of our own, and tells the owner.
    abstract void fail(Over how);

    /// Gives back what it took up.
    abstract void release();

    /// Names who is told what becomes of it from now on. What was agreed on before is told again,
    /// and so is that it came to its end meanwhile.
    final void owner(Owner other) {
        run(
                () -> {
                    owner = other;
                    Spoken known = spoken;
                    Over how = over;
                    if (how != null) {
                        other.over(this, how);
                    } else if (known != null && !isOver) {
                        other.agreed(this, known);
                    }
                });
    }

    /// The name of the call it is in, for the log. For any thread.
    final String name() {
        return owner.name();
    }

    /// Runs a task on the queue. What it throws is a defect, and must not leave the call hanging.
    final void run(Runnable task) {
        queue.run(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.error("event=phone_call_failed call_id={}", name(), e);
                        fail(
                                Over.of(
                                        EndReason.FAILED,
                                        "The server failed in this call; its log says why."));
                    }
                });
    }

    /// Done when the end has done all it was asked before, and what that led to.
    final CompletableFuture<Void> settled() {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        // What a task asks of the SIP call comes behind it on the same queue.
        queue.run(() -> queue.run(() -> settled.complete(null)));
        return settled;
    }

    /// Tells the owner something, unless it knows that the end is over.
    final void tell(Consumer<Owner> event) {
        if (!isOver) {
            event.accept(owner);
        }
    }

    final boolean isOver() {
        return isOver;
    }

    final void agreed(Agreement agreement) {
        Spoken agreed = Spoken.of(agreement);
        spoken = agreed;
        owner.agreed(this, agreed);
    }

    /// It is over by itself.
    final void over(Over how) {
        if (!isOver) {
            close();
            over = how;
            owner.over(this, how);
        }
    }

    /// It is over, and nobody is told.
    final void close() {
        isOver = true;
        release();
    }

    /// Hears of an end.
    ///
    /// Threading: told on the end's queue, so it must not wait, nor touch its own state there.
    interface Owner {

        /// The call's name, for the log; for any thread.
        String name();

        /// An end that was called says how it goes, before it answers.
        ///
        /// @param status as SIP has it: 180 when it rings
        void progressed(End end, int status, String reason);

        /// An end that was called has answered.
        void answered(End end);

        /// What is spoken with the end has been agreed on, the first time or anew.
        void agreed(End end, Spoken spoken);

        /// The media of a browser is protected from now on.
        ///
        /// @param srtpProfile how, as SDP names it
        void secured(End end, String srtpProfile);

        /// A key was pressed, and told beside the media.
        void pressed(End end, Digit digit);

        /// A browser has lost its connection to the server, and may come back; or it is back.
        void away(End end, boolean isAway);

        /// The end wants to be put through to somebody else.
        void transferAsked(End end, Transfer transfer);

        /// The end is over, by itself; nothing more is told.
        void over(End end, Over over);
    }
}
