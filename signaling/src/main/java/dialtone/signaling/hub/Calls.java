package dialtone.signaling.hub;

import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.task.Ids;
import dialtone.signaling.task.Timers;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

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

    /// A call that does not ring yet.
    Call create(Session caller, CallInvite invite) {
        return new Call(Ids.next("c_"), caller, invite, this);
    }

    List<Session> endpointsAt(String address) {
        return endpoints.at(address);
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
