package dialtone.signaling.hub;

import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.RawJson;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The called endpoints that are still in a call: those that ring, and after the answer the one
/// that took it. While it rings, the caller's candidates are kept for those that come later.
///
/// Threading: for the call's queue.
final class CalledSide {

    private final Call call;
    private final Set<Endpoint> endpoints = new LinkedHashSet<>();
    private final EarlyCandidates earlyCandidates = new EarlyCandidates();

    CalledSide(Call call) {
        this.call = call;
    }

    boolean has(Endpoint endpoint) {
        return endpoints.contains(endpoint);
    }

    boolean isEmpty() {
        return endpoints.isEmpty();
    }

    /// The first; there must be one.
    Endpoint first() {
        return endpoints.iterator().next();
    }

    /// It rings from now on.
    void ring(Endpoint endpoint, CallIncoming told) {
        endpoints.add(endpoint);
        endpoint.send(told);
        for (RawJson candidates : earlyCandidates.all()) {
            endpoint.send(new CallCandidates(call.id(), candidates));
        }
    }

    /// The caller has candidates while it rings.
    void trickle(RawJson candidates) {
        earlyCandidates.keep(candidates);
        for (Endpoint endpoint : endpoints) {
            endpoint.send(new CallCandidates(call.id(), candidates));
        }
    }

    /// Nobody comes later any more.
    void ringingIsOver() {
        earlyCandidates.clear();
    }

    /// It is out of the call, and knows it; somebody who is not in it is left alone.
    void forget(@Nullable Endpoint endpoint) {
        if (endpoint != null && endpoints.remove(endpoint)) {
            endpoint.over(call);
        }
    }

    /// It is over for each of them before they hear of it.
    ///
    /// @param kept who stays; null for nobody
    void end(@Nullable Endpoint kept, Ending ending) {
        for (Endpoint endpoint : List.copyOf(endpoints)) {
            if (!endpoint.equals(kept)) {
                forget(endpoint);
                endpoint.send(new CallEnded(call.id(), ending));
            }
        }
    }
}
