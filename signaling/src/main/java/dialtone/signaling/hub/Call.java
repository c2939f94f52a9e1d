package dialtone.signaling.hub;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.Answer.Empty;
import dialtone.signaling.message.Answer.Passed;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.Event.CallProgress;
import dialtone.signaling.message.Event.CallRinging;
import dialtone.signaling.message.Event.CallTransferring;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.message.Request;
import dialtone.signaling.message.Request.CallAnswer;
import dialtone.signaling.message.Request.CallDecline;
import dialtone.signaling.message.Request.CallDescribe;
import dialtone.signaling.message.Request.CallHangup;
import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.message.Request.CallReport;
import dialtone.signaling.message.Request.CallRing;
import dialtone.signaling.message.Request.CallTrickle;
import dialtone.signaling.message.SetupStage;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers.Timer;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// One call: a caller and the endpoints of whom it calls, of which one may take it.
///
/// [CallState] lists what leads where.
///
/// Threading: any thread may call; all state is touched only by tasks of the call's own queue, so
/// what reaches it first counts, and everybody is told things in the same order.
final class Call implements RingingCalls.Ringing {

    private final String id;
    private final Endpoint caller;
    private final CallInvite invite;
    private final Function<Call, List<? extends Endpoint>> callees;
    private final Calls calls;
    private final SerialTasks tasks;

    private final CalledSide called = new CalledSide(this);
    private CallState state = CallState.INVITED;
    private boolean someoneBusy;

    /// Whether a bridge has sent its answer ahead of being answered.
    private boolean isInProgress;

    private @Nullable Timer ringTimer;
    private final CallRecord record;

    /// A call that does not ring yet.
    ///
    /// @param caller makes the caller's side
    /// @param callees makes or finds whom to ring
    Call(
            String id,
            CallKind kind,
            Function<Call, Endpoint> caller,
            CallInvite invite,
            Function<Call, List<? extends Endpoint>> callees,
            Calls calls) {
        this.id = id;
        this.tasks = new SerialTasks(() -> "call_id=" + id);
        this.invite = invite;
        this.callees = callees;
        this.calls = calls;
        this.caller = caller.apply(this);
        this.record = new CallRecord(id, kind, this.caller.party().address(), invite.to(), calls);
    }

    String id() {
        return id;
    }

    Address to() {
        return invite.to();
    }

    Endpoint caller() {
        return caller;
    }

    /// Rings every endpoint of the called address.
    void start() {
        tasks.run(this::doStart);
    }

    /// Ends a call of a bridge that cannot begin.
    void refuse(Ending ending) {
        tasks.run(
                () -> {
                    record.begun();
                    end(ending, null);
                });
    }

    @Override
    public void alsoRing(Endpoint endpoint) {
        tasks.run(
                () -> {
                    if (isUnanswered() && !isIn(endpoint)) {
                        invite(endpoint);
                    }
                });
    }

    /// Does what somebody in the call asks; the answer goes to them.
    void handle(Endpoint from, Request.OfCall request) {
        tasks.run(() -> doHandle(from, request));
    }

    /// Takes a session out that is over.
    ///
    /// @param lost whether its connection was lost; otherwise it said goodbye
    void leave(Endpoint session, boolean lost) {
        tasks.run(() -> doLeave(session, lost));
    }

    /// Tells a bridge at the other side that a session lost its connection, or has one again.
    void away(Endpoint session, boolean isAway) {
        toOther(
                session,
                other -> {
                    if (other instanceof BridgedCall bridged) {
                        bridged.away(isAway);
                    }
                });
    }

    /// Ends the call because the server stops.
    ///
    /// @param told run when everybody in it was told
    void drain(Runnable told) {
        tasks.run(
                () -> {
                    end(EndReason.SERVER_DRAIN, null);
                    told.run();
                });
    }

    /// Lets the caller set up the media with a bridge that has not answered yet.
    void progress(BridgedCall from, RawJson answer) {
        tasks.run(
                () -> {
                    if (isUnanswered() && called.has(from) && !isInProgress) {
                        isInProgress = true;
                        record.described();
                        caller.send(new CallProgress(id, answer));
                    }
                });
    }

    /// A bridge answers.
    ///
    /// @param answer null when [#progress(BridgedCall, RawJson)] has told it
    void answer(BridgedCall from, @Nullable RawJson answer) {
        tasks.run(
                () -> {
                    if (isUnanswered() && called.has(from)) {
                        if (isInProgress || answer != null) {
                            answered(from, isInProgress ? null : answer);
                        } else {
                            end(EndReason.FAILED, null);
                        }
                    }
                });
    }

    /// A bridge ends the call for a reason of its own.
    void end(BridgedCall from, Ending ending) {
        ifIn(from, () -> end(ending, from));
    }

    /// The media between a bridge and a browser has come to a stage.
    void reached(BridgedCall from, SetupStage stage) {
        ifIn(from, () -> record.reached(stage));
    }

    /// Tells the other side what becomes of a transfer.
    void transferring(BridgedCall from, int status, String words) {
        toOther(from, other -> other.send(new CallTransferring(id, status, words)));
    }

    private void toOther(Endpoint from, Consumer<Endpoint> task) {
        tasks.run(
                () -> {
                    if (isIn(from) && hasMedia()) {
                        task.accept(other(from));
                    }
                });
    }

    /// Does something with the side that `from` talks to, or answers why there is none.
    void withOther(Endpoint from, Request request, Consumer<Endpoint> task) {
        tasks.run(
                () -> {
                    if (!isIn(from)) {
                        from.failed(request, ErrorCode.CALL_ENDED, "This call is over.");
                    } else if (mustHaveMedia(from, request)) {
                        task.accept(other(from));
                    }
                });
    }

    /// Ends the call because a bridge has a defect.
    void fail(BridgedCall from) {
        ifIn(from, () -> end(EndReason.FAILED, null));
    }

    private void ifIn(BridgedCall from, Runnable task) {
        tasks.run(
                () -> {
                    if (isIn(from)) {
                        task.run();
                    }
                });
    }

    private void doStart() {
        record.begun();
        ringTimer =
                calls.timers()
                        .after(
                                calls.ringTime(invite.ringSeconds()),
                                () -> tasks.run(this::ringTimeOver));
        String address = invite.to().toString();
        // First, so that an endpoint that connects just now is either found here or finds the call.
        calls.ringing().begin(address, this);
        for (Endpoint endpoint : callees.apply(this)) {
            if (!isIn(endpoint)) {
                invite(endpoint);
            }
        }
        endIfNobodyIsLeft(EndReason.SIGNALING_LOST);
    }

    private void invite(Endpoint endpoint) {
        switch (endpoint.enter(this)) {
            case ENTERED -> {
                record.endpointInvited();
                called.ring(endpoint, CallIncoming.of(id, caller.party(), invite));
            }
            case FULL -> someoneBusy = true;
            case OVER -> {}
        }
    }

    private void doHandle(Endpoint from, Request.OfCall request) {
        if (!isIn(from)) {
            from.failed(request, ErrorCode.CALL_ENDED, "This call is over.");
            return;
        }
        switch (request) {
            case CallRing ring -> ring(from, ring);
            case CallAnswer answer -> answer(from, answer);
            case CallDecline decline -> decline(from, decline);
            case CallHangup hangup -> hangup(from, hangup);
            case CallDescribe describe -> describe(from, describe);
            case CallTrickle trickle -> trickle(from, trickle);
            case CallReport report -> report(from, report);
        }
    }

    private void ring(Endpoint from, CallRing request) {
        if (!mustBeRingingFor(from, request, "ring")) {
            return;
        }
        from.done(request, new Empty());
        if (state == CallState.INVITED) {
            state = CallState.RINGING;
            record.rings();
            caller.send(new CallRinging(id));
        }
    }

    private void answer(Endpoint from, CallAnswer request) {
        if (mustBeRingingFor(from, request, "answer")) {
            from.done(request, new Empty());
            answered(from, request.answer());
        }
    }

    private void answered(Endpoint from, @Nullable RawJson answer) {
        state = CallState.ANSWERED;
        ringingIsOver();
        record.answered();
        caller.talks(this);
        from.talks(this);
        caller.send(new CallAnswered(id, from.party(), answer));
        called.end(from, Endings.of(EndReason.ANSWERED_ELSEWHERE));
    }

    private void decline(Endpoint from, CallDecline request) {
        if (!mustBeRingingFor(from, request, "decline")) {
            return;
        }
        if (request.busy()) {
            someoneBusy = true;
            called.forget(from);
            endIfNobodyIsLeft(EndReason.BUSY);
        } else {
            end(EndReason.DECLINED, from);
        }
        from.done(request, new Empty());
    }

    private void hangup(Endpoint from, CallHangup request) {
        if (hasMedia() && request.mediaFailed()) {
            end(EndReason.MEDIA_FAILED, from);
        } else if (!isUnanswered()) {
            end(EndReason.HANGUP, from);
        } else {
            end(from.equals(caller) ? EndReason.CANCELLED : EndReason.DECLINED, from);
        }
        from.done(request, new Empty());
    }

    private void describe(Endpoint from, CallDescribe request) {
        if (mustHaveMedia(from, request)) {
            from.done(request, new Passed());
            other(from).send(new CallDescription(id, request.description()));
            record.passedDescription();
        }
    }

    private void trickle(Endpoint from, CallTrickle request) {
        if (hasMedia()) {
            from.done(request, new Passed());
            other(from).send(new CallCandidates(id, request.candidates()));
        } else if (from.equals(caller)) {
            from.done(request, new Passed());
            called.trickle(request.candidates());
        } else {
            from.failed(
                    request,
                    ErrorCode.CALL_WRONG_STATE,
                    "Answer this call first: candidates come after the answer they belong to.");
            return;
        }
        record.passedCandidates();
    }

    /// Of the two sides of a call between browsers the caller tells; a bridge measures by itself.
    private void report(Endpoint from, CallReport request) {
        if (mustHaveMedia(from, request)) {
            from.done(request, new Empty());
            if (from.equals(caller) && !(other(from) instanceof BridgedCall)) {
                request.setup().forEach(record::reached);
            }
        }
    }

    private void ringTimeOver() {
        if (isUnanswered()) {
            end(EndReason.NO_ANSWER, null);
        }
    }

    private void doLeave(Endpoint session, boolean lost) {
        if (!isIn(session)) {
            return;
        }
        EndReason reason = lost ? EndReason.SIGNALING_LOST : EndReason.HANGUP;
        if (!isUnanswered()) {
            end(reason, session);
        } else if (session.equals(caller)) {
            end(lost ? reason : EndReason.CANCELLED, session);
        } else {
            called.forget(session);
            endIfNobodyIsLeft(reason);
        }
    }

    private void endIfNobodyIsLeft(EndReason reason) {
        if (called.isEmpty()) {
            end(someoneBusy ? EndReason.BUSY : reason, null);
        }
    }

    /// Ends the call for everybody. It is over for each before they hear of it, so that they may
    /// begin another one at once.
    ///
    /// @param by who ended it, and so is not told; null when nobody did
    private void end(EndReason reason, @Nullable Endpoint by) {
        boolean byCalled = by != null && !by.equals(caller);
        boolean byAnotherDevice = byCalled && isUnanswered();
        Ending ending = Endings.of(reason);
        finish(ending, byAnotherDevice ? Endings.byAnotherDevice(reason) : ending, by);
    }

    private void end(Ending ending, @Nullable Endpoint by) {
        finish(ending, ending, by);
    }

    private void finish(Ending forCaller, Ending forCalled, @Nullable Endpoint by) {
        if (state == CallState.ENDED) {
            return;
        }
        state = CallState.ENDED;
        ringingIsOver();
        called.forget(by);
        called.end(null, forCalled);
        caller.over(this);
        record.ended(forCaller);
        if (!caller.equals(by)) {
            caller.send(new CallEnded(id, forCaller));
        }
    }

    private void ringingIsOver() {
        calls.ringing().end(invite.to().toString(), this);
        called.ringingIsOver();
        if (ringTimer != null) {
            ringTimer.cancel();
            ringTimer = null;
        }
    }

    private boolean isUnanswered() {
        return state == CallState.INVITED || state == CallState.RINGING;
    }

    /// Whether two sides have each other's descriptions: the call is answered, or a bridge sent
    /// its answer ahead.
    private boolean hasMedia() {
        return isInProgress || state == CallState.ANSWERED;
    }

    private boolean isIn(Endpoint endpoint) {
        return state != CallState.ENDED && (endpoint.equals(caller) || called.has(endpoint));
    }

    /// The side that is not this one, when both have media.
    private Endpoint other(Endpoint side) {
        return side.equals(caller) ? called.first() : caller;
    }

    private boolean mustHaveMedia(Endpoint from, Request request) {
        if (!hasMedia()) {
            from.failed(request, ErrorCode.CALL_WRONG_STATE, "This call is not answered yet.");
        }
        return hasMedia();
    }

    private boolean mustBeRingingFor(Endpoint from, Request request, String what) {
        if (from.equals(caller)) {
            from.failed(
                    request,
                    ErrorCode.CALL_WRONG_STATE,
                    "This is your own call: the other side may " + what + " it, you may hang up.");
            return false;
        }
        if (!isUnanswered()) {
            from.failed(
                    request, ErrorCode.CALL_WRONG_STATE, "You have answered this call already.");
            return false;
        }
        return true;
    }
}
