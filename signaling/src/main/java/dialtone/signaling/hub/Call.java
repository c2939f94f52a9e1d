package dialtone.signaling.hub;

import dialtone.signaling.message.Answer.Empty;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.Event.CallRinging;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.message.Request;
import dialtone.signaling.message.Request.CallAnswer;
import dialtone.signaling.message.Request.CallDecline;
import dialtone.signaling.message.Request.CallDescribe;
import dialtone.signaling.message.Request.CallHangup;
import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.message.Request.CallRing;
import dialtone.signaling.message.Request.CallTrickle;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers.Timer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One call: a caller and the endpoints of whom it calls, of which one may take it.
///
/// [CallState] lists what leads where.
///
/// Threading: any thread may call; all state is touched only by tasks of the call's own queue, so
/// what reaches it first counts, and everybody is told things in the same order.
final class Call {

    /// How many bytes of the caller's candidates are kept for endpoints that connect later.
    private static final int MAX_KEPT_BYTES = 64 * 1024;

    private final String id;
    private final Session caller;
    private final CallInvite invite;
    private final Calls calls;
    private final SerialTasks tasks = new SerialTasks();

    /// The called endpoints that are still in it; after the answer, the one that took it.
    private final Set<Session> called = new LinkedHashSet<>();

    private final List<RawJson> earlyCandidates = new ArrayList<>();
    private int earlyBytes;
    private CallState state = CallState.INVITED;
    private boolean someoneBusy;
    private @Nullable Timer ringTimer;
    private final CallRecord record;

    Call(String id, Session caller, CallInvite invite, Calls calls) {
        this.id = id;
        this.caller = caller;
        this.invite = invite;
        this.calls = calls;
        this.record = new CallRecord(id, caller.party().address(), invite.to(), calls);
    }

    String id() {
        return id;
    }

    /// Rings every endpoint of the called address.
    void start() {
        tasks.run(this::doStart);
    }

    /// Rings an endpoint that connected while the call was ringing already.
    void alsoRing(Session endpoint) {
        tasks.run(
                () -> {
                    if (isUnanswered() && !isIn(endpoint)) {
                        invite(endpoint);
                    }
                });
    }

    /// Does what somebody in the call asks; the answer goes to them.
    void handle(Session from, Request.OfCall request) {
        tasks.run(() -> doHandle(from, request));
    }

    /// Takes a session out that is over.
    ///
    /// @param lost whether its connection was lost; otherwise it said goodbye
    void leave(Session session, boolean lost) {
        tasks.run(() -> doLeave(session, lost));
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

    private void doStart() {
        record.begun();
        ringTimer = calls.timers().after(ringTime(), () -> tasks.run(this::ringTimeOver));
        String address = invite.to().toString();
        // First, so that an endpoint that connects just now is either found here or finds the call.
        calls.rings(address, this);
        for (Session endpoint : calls.endpointsAt(address)) {
            if (!isIn(endpoint)) {
                invite(endpoint);
            }
        }
        endIfNobodyIsLeft(EndReason.SIGNALING_LOST);
    }

    private Duration ringTime() {
        Duration limit = calls.ringTimeout();
        Integer wished = invite.ringSeconds();
        if (wished == null) {
            return limit;
        }
        Duration wish = Duration.ofSeconds(wished);
        return wish.compareTo(limit) < 0 ? wish : limit;
    }

    private void invite(Session endpoint) {
        switch (endpoint.enter(this)) {
            case ENTERED -> {
                called.add(endpoint);
                record.endpointInvited();
                endpoint.send(new CallIncoming(id, caller.party(), invite.media(), invite.offer()));
                for (RawJson candidates : earlyCandidates) {
                    endpoint.send(new CallCandidates(id, candidates));
                }
            }
            case FULL -> someoneBusy = true;
            case OVER -> {}
        }
    }

    private void doHandle(Session from, Request.OfCall request) {
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
        }
    }

    private void ring(Session from, CallRing request) {
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

    private void answer(Session from, CallAnswer request) {
        if (!mustBeRingingFor(from, request, "answer")) {
            return;
        }
        state = CallState.ANSWERED;
        ringingIsOver();
        record.answered();
        from.done(request, new Empty());
        caller.send(new CallAnswered(id, from.party(), request.answer()));
        for (Session other : List.copyOf(called)) {
            if (!other.equals(from)) {
                takeOut(other, EndReason.ANSWERED_ELSEWHERE, "Answered on another device.");
            }
        }
    }

    private void decline(Session from, CallDecline request) {
        if (!mustBeRingingFor(from, request, "decline")) {
            return;
        }
        if (request.busy()) {
            someoneBusy = true;
            forget(from);
            endIfNobodyIsLeft(EndReason.BUSY);
        } else {
            end(EndReason.DECLINED, from);
        }
        from.done(request, new Empty());
    }

    private void hangup(Session from, CallHangup request) {
        if (!isUnanswered()) {
            end(request.mediaFailed() ? EndReason.MEDIA_FAILED : EndReason.HANGUP, from);
        } else {
            end(from.equals(caller) ? EndReason.CANCELLED : EndReason.DECLINED, from);
        }
        from.done(request, new Empty());
    }

    private void describe(Session from, CallDescribe request) {
        if (isUnanswered()) {
            from.failed(
                    request,
                    ErrorCode.CALL_WRONG_STATE,
                    "This call is not answered yet: only then it can be renegotiated.");
            return;
        }
        from.done(request, new Empty());
        other(from).send(new CallDescription(id, request.description()));
        record.passedDescription();
    }

    private void trickle(Session from, CallTrickle request) {
        CallCandidates event = new CallCandidates(id, request.candidates());
        if (!isUnanswered()) {
            from.done(request, new Empty());
            other(from).send(event);
        } else if (from.equals(caller)) {
            from.done(request, new Empty());
            keep(request.candidates());
            for (Session endpoint : called) {
                endpoint.send(event);
            }
        } else {
            from.failed(
                    request,
                    ErrorCode.CALL_WRONG_STATE,
                    "Answer this call first: candidates come after the answer they belong to.");
            return;
        }
        record.passedCandidates();
    }

    private void keep(RawJson candidates) {
        if (earlyBytes + candidates.length() <= MAX_KEPT_BYTES) {
            earlyBytes += candidates.length();
            earlyCandidates.add(candidates.copy());
        }
    }

    private void ringTimeOver() {
        if (isUnanswered()) {
            end(EndReason.NO_ANSWER, null);
        }
    }

    private void doLeave(Session session, boolean lost) {
        if (!isIn(session)) {
            return;
        }
        EndReason reason = lost ? EndReason.SIGNALING_LOST : EndReason.HANGUP;
        if (!isUnanswered()) {
            end(reason, session);
        } else if (session.equals(caller)) {
            end(lost ? reason : EndReason.CANCELLED, session);
        } else {
            forget(session);
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
    private void end(EndReason reason, @Nullable Session by) {
        if (state == CallState.ENDED) {
            return;
        }
        boolean byCalled = by != null && !by.equals(caller);
        boolean wasUnanswered = isUnanswered();
        state = CallState.ENDED;
        ringingIsOver();
        for (Session endpoint : List.copyOf(called)) {
            if (endpoint.equals(by)) {
                forget(endpoint);
            } else {
                takeOut(endpoint, reason, words(reason, byCalled && wasUnanswered));
            }
        }
        caller.over(this);
        record.ended(reason);
        if (!caller.equals(by)) {
            caller.send(new CallEnded(id, reason, words(reason, false)));
        }
    }

    private void ringingIsOver() {
        calls.ringsNoMore(invite.to().toString(), this);
        earlyCandidates.clear();
        if (ringTimer != null) {
            ringTimer.cancel();
            ringTimer = null;
        }
    }

    private void takeOut(Session endpoint, EndReason reason, String words) {
        forget(endpoint);
        endpoint.send(new CallEnded(id, reason, words));
    }

    private void forget(Session endpoint) {
        called.remove(endpoint);
        endpoint.over(this);
    }

    private boolean isUnanswered() {
        return state == CallState.INVITED || state == CallState.RINGING;
    }

    private boolean isIn(Session session) {
        return state != CallState.ENDED && (session.equals(caller) || called.contains(session));
    }

    /// The side that is not this one, of an answered call.
    private Session other(Session side) {
        return side.equals(caller) ? called.iterator().next() : caller;
    }

    private boolean mustBeRingingFor(Session from, Request request, String what) {
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

    private static String words(EndReason reason, boolean byAnotherDevice) {
        return switch (reason) {
            case HANGUP -> "The other side hung up.";
            case DECLINED ->
                    byAnotherDevice ? "Declined on another device." : "The call was declined.";
            case BUSY -> "The other side is busy.";
            case NO_ANSWER -> "Nobody answered.";
            case CANCELLED -> "The caller hung up.";
            case ANSWERED_ELSEWHERE -> "Answered on another device.";
            case SIGNALING_LOST -> "The connection to the other side was lost.";
            case MEDIA_FAILED -> "No way was found for sound and picture.";
            case SERVER_DRAIN -> "The server stops.";
        };
    }
}
