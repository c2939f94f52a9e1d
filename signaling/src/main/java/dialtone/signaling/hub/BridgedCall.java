package dialtone.signaling.hub;

import static java.util.Objects.requireNonNull;

import dialtone.signaling.message.Answer.Result;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event;
import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.Event.CallRinging;
import dialtone.signaling.message.Mail;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.message.Request;
import dialtone.signaling.message.Request.CallDescribe;
import dialtone.signaling.message.Request.CallRing;
import dialtone.signaling.message.Request.CallTrickle;
import dialtone.signaling.message.RequestId;
import dialtone.signaling.message.SetupStage;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Function;
import java.util.function.Predicate;

/// A bridge's side of one call: the endpoint that its leg stands behind.
///
/// What is said too late, of a call that is over, does nothing.
///
/// Threading: for any thread; what is said reaches the call in the order in which one thread says
/// it.
public final class BridgedCall implements Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(BridgedCall.class);

    /// Nobody reads the answers to a bridge's requests, so all have the same name.
    private static final RequestId REQUEST = RequestId.of(0);

    private final Call call;
    private final Party party;

    /// Makes the leg of a call to the bridge when the call gets to inviting it.
    private final Function<BridgedCall, Bridge.Leg> invited;

    private volatile Bridge.@Nullable Leg leg;

    private BridgedCall(
            Call call,
            Party party,
            Function<BridgedCall, Bridge.Leg> invited,
            Bridge.@Nullable Leg leg) {
        this.call = call;
        this.party = party;
        this.invited = invited;
        this.leg = leg;
    }

    /// The side of a bridge that is called.
    static BridgedCall called(Call call, Party party, Function<BridgedCall, Bridge.Leg> invited) {
        return new BridgedCall(call, party, invited, null);
    }

    /// The side of a bridge that calls.
    static BridgedCall calling(Call call, Party party, Bridge.Leg leg) {
        return new BridgedCall(call, party, _ -> leg, leg);
    }

    /// The call's name, for logs and records.
    public String id() {
        return call.id();
    }

    /// The phone rings.
    public void ring() {
        call.handle(this, new CallRing(REQUEST, id()));
    }

    /// Lets the caller set up the media before the call is answered. Once: what comes after the
    /// first does nothing.
    public void progress(RawJson answer) {
        call.progress(this, answer);
    }

    /// The phone was taken off the hook.
    ///
    /// @param answer null when [#progress(RawJson)] told it; what is given then is not told again
    public void answer(@Nullable RawJson answer) {
        call.answer(this, answer);
    }

    /// Renegotiates, when the call is answered or [#progress(RawJson)] was told.
    public void describe(RawJson description) {
        call.handle(this, new CallDescribe(REQUEST, id(), description));
    }

    /// Tells more candidates, of a call that the bridge made, or when renegotiating is possible.
    public void trickle(RawJson candidates) {
        call.handle(this, new CallTrickle(REQUEST, id(), candidates));
    }

    /// The media with the browser at the other side has come to a stage. The first time counts.
    public void reached(SetupStage stage) {
        call.reached(this, stage);
    }

    /// Tells what becomes of a transfer that [Bridge.Leg] was asked for. When it is done, the
    /// call is to be ended as [dialtone.signaling.message.EndReason#TRANSFERRED].
    ///
    /// @param words for a person
    /// @param status of the phone network, 100 to 699; from 300 on it has failed, and the call
    ///     goes on
    public void transferProgress(String words, int status) {
        call.transferring(this, status, words);
    }

    /// Ends the call, or says that it cannot begin.
    public void end(Ending ending) {
        call.end(this, ending);
    }

    @Override
    public Party party() {
        return party;
    }

    /// Tells the leg. What it throws is a defect that must not reach the other side: the call ends.
    @Override
    public void send(Event message) {
        try {
            tell(message);
        } catch (RuntimeException | Error e) {
            LOG.error("event=bridge_failed call_id={}", id(), e);
            call.fail(this);
        }
    }

    /// Asks the leg whether it can do something. What it throws is a defect, as in
    /// [#send(Event)].
    boolean ask(Predicate<Bridge.Leg> question) {
        Bridge.Leg asked = leg;
        try {
            return asked != null && question.test(asked);
        } catch (RuntimeException | Error e) {
            LOG.error("event=bridge_failed call_id={}", id(), e);
            call.fail(this);
            return false;
        }
    }

    /// Tells the leg whether the other side's connection is lost.
    void away(boolean isAway) {
        ask(
                told -> {
                    told.away(isAway);
                    return true;
                });
    }

    private void tell(Event message) {
        if (message instanceof CallIncoming) {
            leg = invited.apply(this);
            return;
        }
        Bridge.Leg listener = leg;
        if (listener == null) {
            // The bridge failed when it was invited, and the call is about to end.
            return;
        }
        switch (message) {
            case CallRinging _ -> listener.ringing();
            case CallAnswered(var _, var by, var answer) ->
                    listener.answered(by, requireNonNull(answer));
            case CallDescription(var _, var description) -> listener.described(description);
            case CallCandidates(var _, var candidates) -> listener.trickled(candidates);
            case CallEnded(var _, var ending) -> listener.ended(ending);
            default -> LOG.debug("event=bridge_told_needlessly call_id={}", id());
        }
    }

    @Override
    public void done(Request request, Result result) {
        // What is done shows by what the other side says.
    }

    @Override
    public void failed(Request request, ErrorCode code, String words) {
        LOG.debug(
                "event=bridge_request_failed call_id={} method={} code={}",
                id(),
                request.method().wire(),
                code.wire());
    }

    @Override
    public boolean offer(Mail mail) {
        return false;
    }

    @Override
    public Memberships.Entry enter(Call entered) {
        return Memberships.Entry.ENTERED;
    }

    @Override
    public void talks(Call answered) {
        // It has no presence.
    }

    @Override
    public void over(Call left) {
        // It is in this call only, and hears of its end as an event.
    }
}
