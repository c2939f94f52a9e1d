package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Client;
import dialtone.turn.allocation.RelayedAddress;
import dialtone.turn.auth.Authenticator.Outcome.Known;
import dialtone.turn.protocol.AddressFamily;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.protocol.StunMessage.EvenPort;
import dialtone.turn.protocol.StunWriter;
import dialtone.turn.relay.Allocations.Opened;
import dialtone.turn.relay.Requests.Result;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;

/// What Allocate does (RFC 8656 section 7.2).
///
/// Threading: for the shard's thread.
final class AllocateRequest {

    /// The protocol number of UDP (RFC 8656 section 18.8).
    static final int UDP = 17;

    /// The protocol number of TCP (RFC 6062 section 4.1).
    private static final int TCP = 6;

    private final Operation operation;
    private final Lifetimes lifetimes;
    private final DefaultFamily defaultFamily;
    private final Allocations allocations;
    private final Mobility mobility;

    AllocateRequest(
            Operation operation,
            Lifetimes lifetimes,
            DefaultFamily defaultFamily,
            Allocations allocations,
            Mobility mobility) {
        this.operation = operation;
        this.lifetimes = lifetimes;
        this.defaultFamily = defaultFamily;
        this.allocations = allocations;
        this.mobility = mobility;
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
        Result.Refused refused = check(request, client);
        if (refused != null) {
            return refused;
        }
        return switch (open(request, client, user, nowNanos)) {
            case Opened.Done(var made) -> {
                made.addresses().forEach(a -> a.extend(lifetimes.of(request, user), nowNanos));
                yield success(request, made, nowNanos);
            }
            case Opened.Refused(var error, var words) -> new Result.Refused(error, words);
        };
    }

    private Opened open(StunMessage request, Client client, Known user, long nowNanos) {
        Long token = request.reservationToken();
        if (token != null) {
            return allocations.openReserved(client, user, request, token, nowNanos);
        }
        List<AddressFamily> families = families(request, client);
        // Step 7.
        if (families.stream().noneMatch(allocations::has)) {
            return new Opened.Refused(
                    StunError.ADDRESS_FAMILY_NOT_SUPPORTED,
                    "This address family is not relayed here.");
        }
        return allocations.open(client, user, request, families, nowNanos);
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

    private Result.@Nullable Refused check(StunMessage request, Client client) {
        // Step 3, and RFC 6062 section 5.1: UDP is relayed for all, TCP for clients over TCP.
        Integer transport = request.requestedTransport();
        if (transport == null) {
            return badRequest("REQUESTED-TRANSPORT is missing.");
        }
        if (transport != UDP && transport != TCP) {
            return new Result.Refused(
                    StunError.UNSUPPORTED_TRANSPORT, "Only UDP (17) and TCP (6) are relayed here.");
        }
        if (transport == TCP && !(client instanceof StreamClient)) {
            return badRequest("TCP is relayed for clients that come over TCP.");
        }
        if (transport == TCP && hasWishForPackets(request)) {
            return badRequest("EVEN-PORT, RESERVATION-TOKEN and DONT-FRAGMENT do not go with TCP.");
        }
        // Steps 5 to 9: what does not go together.
        boolean hasToken = request.reservationToken() != null;
        Integer additional = request.additionalFamily();
        EvenPort even = request.evenPort();
        if (hasToken && (even != null || request.requestedFamily() != null || additional != null)) {
            return badRequest(
                    "RESERVATION-TOKEN goes with neither EVEN-PORT nor an address family.");
        }
        if (additional != null && request.requestedFamily() != null) {
            return badRequest(
                    "REQUESTED-ADDRESS-FAMILY and ADDITIONAL-ADDRESS-FAMILY exclude each other.");
        }
        if (additional != null && even != null && even.reservesNext()) {
            return badRequest("No port can be reserved together with ADDITIONAL-ADDRESS-FAMILY.");
        }
        if (additional != null && additional != AddressFamily.IPV6.code()) {
            return badRequest("The additional address family is IPv6 (2).");
        }
        return mobility.checkWish(request);
    }

    private static boolean hasWishForPackets(StunMessage request) {
        return request.evenPort() != null
                || request.reservationToken() != null
                || request.hasDontFragment();
    }

    /// The families that are asked for; none when nobody knows the one that is.
    private List<AddressFamily> families(StunMessage request, Client client) {
        if (request.additionalFamily() != null) {
            return List.of(AddressFamily.IPV4, AddressFamily.IPV6);
        }
        Integer wish = request.requestedFamily();
        AddressFamily family =
                wish == null ? defaultFamily.of(client.remote()) : AddressFamily.of(wish);
        return family == null ? List.of() : List.of(family);
    }

    private static Result.Refused badRequest(String words) {
        return new Result.Refused(StunError.BAD_REQUEST, words);
    }

    private Result success(StunMessage request, Allocation allocation, long nowNanos) {
        StunWriter answer = StunWriter.success(request);
        List<RelayedAddress> addresses = allocation.addresses();
        addresses.forEach(address -> answer.relayedAddress(address.told()));
        if (request.additionalFamily() != null) {
            for (AddressFamily family : AddressFamily.values()) {
                if (allocation.address(family) == null) {
                    addressError(answer, family);
                }
            }
        }
        answer.reservationToken(allocation.reservationToken())
                .mobilityTicket(mobility.ticket(allocation))
                .lifetime(addresses.getFirst().secondsLeft(nowNanos))
                .mappedAddress(allocation.client().remote().socketAddress());
        return new Result.Done(answer, allocation);
    }

    /// Step 9: the other family was had.
    private void addressError(StunWriter answer, AddressFamily family) {
        if (allocations.has(family)) {
            answer.addressError(family, StunError.INSUFFICIENT_CAPACITY, "No relay port is free.");
        } else {
            answer.addressError(
                    family,
                    StunError.ADDRESS_FAMILY_NOT_SUPPORTED,
                    family.label() + " is not relayed here.");
        }
    }
}
