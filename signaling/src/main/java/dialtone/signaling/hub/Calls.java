package dialtone.signaling.hub;

import dialtone.signaling.message.Party;
import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.task.Ids;
import dialtone.signaling.task.Timers;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/// Makes calls, and knows which addresses are being called, for endpoints that connect meanwhile.
///
/// Threading: for any number of threads.
final class Calls {

    private final ConcurrentMap<String, Set<Call>> ringing = new ConcurrentHashMap<>();
    private final Endpoints endpoints;
    private final Timers timers;
    private final Duration ringTimeout;
    private final CallMetrics metrics;

    Calls(Endpoints endpoints, Timers timers, Duration ringTimeout, CallMetrics metrics) {
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

    private List<Session> endpointsOf(Call call) {
        return endpoints.at(call.to().toString());
    }

    /// The calls that ring at the address now.
    Set<Call> ringingAt(String address) {
        return ringing.getOrDefault(address, Set.of());
    }

    void rings(String address, Call call) {
        ringing.compute(
                address,
                (_, there) -> {
                    Set<Call> all = there == null ? ConcurrentHashMap.newKeySet() : there;
                    all.add(call);
                    return all;
                });
    }

    void ringsNoMore(String address, Call call) {
        ringing.computeIfPresent(
                address,
                (_, there) -> {
                    there.remove(call);
                    return there.isEmpty() ? null : there;
                });
    }

    /// How many there are.
    int active() {
        return metrics.active();
    }

    Timers timers() {
        return timers;
    }

    Duration ringTimeout() {
        return ringTimeout;
    }

    CallMetrics metrics() {
        return metrics;
    }
}
