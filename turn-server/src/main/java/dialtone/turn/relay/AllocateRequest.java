package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Client;
import dialtone.turn.auth.Authenticator.Outcome.Known;
import dialtone.turn.protocol.PeerAddress;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.protocol.StunMessage.EvenPort;
import dialtone.turn.protocol.StunWriter;
import dialtone.turn.relay.Requests.Result;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;

/// What Allocate does (RFC 8656 section 7.2), and what it has in common with Refresh.
///
/// Threading: for the shard's thread.
final class AllocateRequest {

    /// The protocol number of UDP (RFC 8656 section 18.8).
    private static final int UDP = 17;

    private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(10);

    private final Operation operation;
    private final Allocations allocations;

    AllocateRequest(Operation operation, Allocations allocations) {
        this.operation = operation;
        this.allocations = allocations;
    }

    /// The steps of RFC 8656 section 7.2, after the first: it is authenticated.
    Result perform(
            StunMessage request,
            Client client,
            @Nullable Allocation existing,
            Known user,
            long nowNanos) {
        // Step 2: the 5-tuple must be free, unless the answer was lost and this asks for it again.
        if (existing != null) {
            return existing.wasMadeBy(request)
                    ? success(request, existing, nowNanos)
                    : new Result.Refused(
                            StunError.ALLOCATION_MISMATCH,
                            "This address has an allocation already.");
        }
        if (operation.isDraining()) {
            return elsewhere(client);
        }
        Result.Refused refused = check(request);
        if (refused != null) {
            return refused;
        }
        return switch (allocations.open(client, user, request, isEven(request), nowNanos)) {
            case Allocations.Opened.Done(var made) -> {
                made.extend(lifetime(request), nowNanos);
                yield success(request, made, nowNanos);
            }
            case Allocations.Opened.Refused(var error, var words) ->
                    new Result.Refused(error, words);
        };
    }

    /// What is answered while the relay drains.
    private Result elsewhere(Client client) {
        InetSocketAddress other =
                operation.alternateFor(client.server().getAddress() instanceof Inet6Address);
        return other == null
                ? new Result.Refused(
                        StunError.INSUFFICIENT_CAPACITY,
                        "The server is being emptied and takes no new allocations.")
                : new Result.Elsewhere(other);
    }

    private Result.@Nullable Refused check(StunMessage request) {
        // Step 3: only UDP is relayed.
        Integer transport = request.requestedTransport();
        if (transport == null) {
            return badRequest("REQUESTED-TRANSPORT is missing.");
        }
        if (transport != UDP) {
            return new Result.Refused(
                    StunError.UNSUPPORTED_TRANSPORT, "Only UDP (17) is relayed here.");
        }
        // Steps 5 and 6: reservations are not made here, so no token is one of ours.
        boolean hasToken = request.hasReservationToken();
        EvenPort even = request.evenPort();
        if (hasToken && (even != null || request.requestedFamily() != null)) {
            return badRequest(
                    "RESERVATION-TOKEN goes with neither EVEN-PORT nor REQUESTED-ADDRESS-FAMILY.");
        }
        if (hasToken || (even != null && even.reservesNext())) {
            return new Result.Refused(
                    StunError.INSUFFICIENT_CAPACITY, "No port is reserved for later here.");
        }
        // Step 7.
        if (wishesOtherFamily(request)) {
            return new Result.Refused(
                    StunError.ADDRESS_FAMILY_NOT_SUPPORTED,
                    allocations.isRelayV6() ? "Only IPv6 is relayed." : "Only IPv4 is relayed.");
        }
        return null;
    }

    private static Result.Refused badRequest(String words) {
        return new Result.Refused(StunError.BAD_REQUEST, words);
    }

    private static boolean isEven(StunMessage request) {
        return request.evenPort() != null;
    }

    private static Result success(StunMessage request, Allocation allocation, long nowNanos) {
        return new Result.Done(
                StunWriter.success(request)
                        .relayedAddress(allocation.relayed())
                        .lifetime(allocation.secondsLeft(nowNanos))
                        .mappedAddress(allocation.client().remote().socketAddress()),
                allocation);
    }

    /// Whether a family is named that relayed addresses do not have here.
    boolean wishesOtherFamily(StunMessage request) {
        Integer family = request.requestedFamily();
        int own = allocations.isRelayV6() ? PeerAddress.IPV6 : PeerAddress.IPV4;
        return family != null && family != own;
    }

    boolean wishesToEnd(StunMessage request) {
        Long seconds = request.lifetimeSeconds();
        return seconds != null && seconds == 0;
    }

    /// What a request gets: what it asks for, within the bounds; ten minutes without a wish.
    Duration lifetime(StunMessage request) {
        Long seconds = request.lifetimeSeconds();
        if (seconds == null) {
            return DEFAULT_LIFETIME;
        }
        Duration maxLifetime = operation.limits().maxLifetime();
        Duration wish = Duration.ofSeconds(seconds);
        if (wish.compareTo(DEFAULT_LIFETIME) < 0) {
            return DEFAULT_LIFETIME;
        }
        return wish.compareTo(maxLifetime) > 0 ? maxLifetime : wish;
    }
}
