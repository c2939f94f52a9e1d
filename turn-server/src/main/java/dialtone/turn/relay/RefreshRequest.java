package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.RelayedAddress;
import dialtone.turn.auth.Authenticator.Outcome.Known;
import dialtone.turn.protocol.AddressFamily;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.protocol.StunWriter;
import dialtone.turn.relay.Requests.Result;

import java.util.List;

/// What Refresh does (RFC 8656 section 8.2): with a family, to the address of that family; without
/// one, to all that the allocation has.
///
/// Threading: for the shard's thread.
final class RefreshRequest {

    private final Lifetimes lifetimes;
    private final Allocations allocations;

    RefreshRequest(Lifetimes lifetimes, Allocations allocations) {
        this.lifetimes = lifetimes;
        this.allocations = allocations;
    }

    Result perform(StunMessage request, Allocation allocation, Known user, long nowNanos) {
        List<RelayedAddress> meant = meant(request, allocation);
        if (meant.isEmpty()) {
            return lacksFamily();
        }
        StunWriter answer = StunWriter.success(request);
        if (Lifetimes.isEnd(request)) {
            meant.forEach(address -> allocations.end(allocation, address, nowNanos));
            return new Result.Done(
                    answer.lifetime(0), allocation.addresses().isEmpty() ? null : allocation);
        }
        meant.forEach(address -> address.extend(lifetimes.of(request, user), nowNanos));
        return new Result.Done(answer.lifetime(meant.getFirst().secondsLeft(nowNanos)), allocation);
    }

    static Result.Refused lacksFamily() {
        return new Result.Refused(
                StunError.PEER_ADDRESS_FAMILY_MISMATCH,
                "The allocation has no address of this family.");
    }

    /// The addresses that a request is about; none when its family is not the allocation's.
    static List<RelayedAddress> meant(StunMessage request, Allocation allocation) {
        Integer wish = request.requestedFamily();
        if (wish == null) {
            return allocation.addresses();
        }
        AddressFamily family = AddressFamily.of(wish);
        RelayedAddress address = family == null ? null : allocation.address(family);
        return address == null ? List.of() : List.of(address);
    }
}
