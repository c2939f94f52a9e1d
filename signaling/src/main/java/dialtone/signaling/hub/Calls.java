package dialtone.signaling.hub;

import dialtone.signaling.message.Party;
import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.task.Ids;
import dialtone.signaling.task.Timers;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// Makes calls.
///
/// Threading: for any number of threads.
final class Calls {

    private final RingingCalls ringing;
    private final Endpoints endpoints;
    private final Timers timers;
    private final Duration ringTimeout;
    private final CallMetrics metrics;

    Calls(
            RingingCalls ringing,
            Endpoints endpoints,
            Timers timers,
            Duration ringTimeout,
            CallMetrics metrics) {
        this.ringing = ringing;
        this.endpoints = endpoints;
        this.timers = timers;
        this.ringTimeout = ringTimeout;
        this.metrics = metrics;
    }

    /// A call to a user that does not ring yet.
    Call create(Session caller, CallInvite invite) {
        return new Call(newId(), CallKind.INTERNAL, _ -> caller, invite, this::endpointsOf, this);
    }

    /// A call to an address that a bridge serves.
    ///
    /// @param invited makes the bridge's leg when the call gets to it
    Call create(Session caller, CallInvite invite, Function<BridgedCall, Bridge.Leg> invited) {
        String address = invite.to().toString();
        Party party = new Party(address, null);
        return new Call(
                newId(),
                CallKind.outbound(address),
                _ -> caller,
                invite,
                call -> List.of(BridgedCall.called(call, party, invited)),
                this);
    }

    /// A call that a bridge makes, to a user.
    Call create(Party from, Bridge.Leg leg, CallInvite invite) {
        return new Call(
                newId(),
                CallKind.inbound(from.address()),
                call -> BridgedCall.calling(call, from, leg),
                invite,
                this::endpointsOf,
                this);
    }

    private static String newId() {
        return Ids.next("c_");
    }

    private List<Endpoint> endpointsOf(Call call) {
        return endpoints.at(call.to().toString());
    }

    /// Those that ring, for endpoints that connect meanwhile.
    RingingCalls ringing() {
        return ringing;
    }

    /// How many there are.
    int active() {
        return metrics.active();
    }

    Timers timers() {
        return timers;
    }

    /// How long a call rings.
    ///
    /// @param wishedSeconds by the caller, who cannot have more than the limit; null for that
    Duration ringTime(@Nullable Integer wishedSeconds) {
        if (wishedSeconds == null) {
            return ringTimeout;
        }
        Duration wish = Duration.ofSeconds(wishedSeconds);
        return wish.compareTo(ringTimeout) < 0 ? wish : ringTimeout;
    }

    CallMetrics metrics() {
        return metrics;
    }
}
