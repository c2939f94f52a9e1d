package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Client;
import dialtone.turn.allocation.RelayedAddress;
import dialtone.turn.auth.Authenticator.Outcome.Known;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.relay.Requests.Result;
import dialtone.turn.relay.Tickets.Ticket;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Lets an allocation follow its client to another address, of the same transport or of another
/// (RFC 8016).
///
/// The client shows its ticket in a Refresh from the new address. Where that arrives need not be
/// the shard where the allocation lives; then that one closes the relay sockets, and the new one
/// opens them again:
///
///     here: move -----> home: handOver -> (its sockets are closed) -----> here: arrive
///                                     \-> here: refuse
///
/// Threading: for the shard's thread; other shards are reached by their tasks only.
final class Mobility {

    private static final Logger LOG = LoggerFactory.getLogger(Mobility.class);

    private final @Nullable Tickets tickets;
    private final TurnMetrics metrics;
    private final Allocations allocations;
    private final RefreshRequest refresh;
    private final Executor shard;
    private final int home;

    /// Mobility of one shard's allocations.
    ///
    /// @param shard runs tasks on its thread, those given by a task only after its sockets were
    ///     waited for
    Mobility(
            RelayContext context, Allocations allocations, RefreshRequest refresh, Executor shard) {
        this.tickets = context.tickets();
        this.metrics = context.metrics();
        this.allocations = allocations;
        this.refresh = refresh;
        this.shard = shard;
        this.home = tickets == null ? 0 : tickets.join(this);
    }

    /// Somebody who has shown a ticket from an address that has no allocation.
    ///
    /// @param later takes the result when another shard was asked
    private record Arrival(
            StunMessage request,
            Client client,
            Known user,
            long nowNanos,
            Consumer<Result> later) {}

    /// Whether a ticket gives its allocation away.
    private sealed interface Claim {

        record Granted(Allocation allocation) implements Claim {}

        record Denied(Result.Refused refused) implements Claim {}
    }

    /// Why an Allocate may not ask for a ticket as it does; null when it may, or does not.
    Result.@Nullable Refused checkWish(StunMessage request) {
        byte[] wish = request.mobilityTicket();
        if (wish == null) {
            return null;
        }
        Integer transport = request.requestedTransport();
        if (tickets == null || transport == null || transport != AllocateRequest.UDP) {
            return forbidden();
        }
        return wish.length == 0
                ? null
                : new Result.Refused(
                        StunError.BAD_REQUEST, "MOBILITY-TICKET is empty in an Allocate request.");
    }

    /// The allocation's ticket; null when it has none.
    byte @Nullable [] ticket(Allocation allocation) {
        return tickets == null || !allocation.isMobile()
                ? null
                : tickets.seal(
                        new Ticket(home, allocation.number(), allocation.serial()),
                        allocation.username());
    }

    /// A Refresh with a ticket, from the client that has the allocation.
    Result renew(
            StunMessage request, byte[] shown, Allocation allocation, Known user, long nowNanos) {
        if (tickets == null) {
            return forbidden();
        }
        if (allocation.wasMovedBy(request)) {
            return refreshed(request, allocation, user, nowNanos);
        }
        Ticket ticket = tickets.open(shown, allocation.username());
        if (ticket == null) {
            return invalid();
        }
        if (ticket.allocation() != allocation.number()) {
            return mismatch();
        }
        return switch (claim(ticket, request)) {
            case Claim.Denied(var refused) -> refused;
            case Claim.Granted(var granted) -> {
                granted.movedBy(request);
                yield refreshed(request, granted, user, nowNanos);
            }
        };
    }

    /// A Refresh with a ticket, from a client that has no allocation.
    ///
    /// @param later takes the result if this call does not return it
    Result move(
            StunMessage request,
            byte[] shown,
            Client client,
            Known user,
            long nowNanos,
            Consumer<Result> later) {
        if (tickets == null) {
            return forbidden();
        }
        Ticket ticket = tickets.open(shown, user.username());
        if (ticket == null) {
            return invalid();
        }
        if (ticket.home() != home) {
            Mobility other = tickets.home(ticket);
            Arrival arrival = new Arrival(request, client, user, nowNanos, later);
            other.shard.execute(() -> other.handOver(ticket, arrival, this));
            return new Result.Later();
        }
        return switch (claim(ticket, request)) {
            case Claim.Denied(var refused) -> refused;
            case Claim.Granted(var allocation) -> {
                allocations.leave(allocation);
                settle(allocation, request, client, "same");
                yield refreshed(request, allocation, user, nowNanos);
            }
        };
    }

    /// From here on the ticket is void.
    private Claim claim(Ticket ticket, StunMessage request) {
        Allocation allocation = allocations.find(ticket.allocation());
        if (allocation == null || allocation.serial() != ticket.serial()) {
            return new Claim.Denied(invalid());
        }
        if (RefreshRequest.meant(request, allocation).isEmpty()) {
            return new Claim.Denied(RefreshRequest.lacksFamily());
        }
        allocation.nextSerial();
        return new Claim.Granted(allocation);
    }

    private void handOver(Ticket ticket, Arrival arrival, Mobility to) {
        Runnable next =
                switch (claim(ticket, arrival.request())) {
                    case Claim.Denied(var refused) -> () -> to.refuse(arrival, refused);
                    case Claim.Granted(var allocation) -> {
                        allocations.leave(allocation);
                        allocation.addresses().forEach(RelayedAddress::close);
                        yield () -> to.arrive(allocation, arrival);
                    }
                };
        // The system has closed the sockets only when they were waited for again. A refusal takes
        // the same time: that of a retransmission must not overtake its request.
        shard.execute(() -> to.shard.execute(next));
    }

    private void refuse(Arrival arrival, Result.Refused refused) {
        Allocation now = arrival.client().allocation();
        if (now != null && now.wasMovedBy(arrival.request())) {
            arrival.later().accept(refreshed(arrival, now));
        } else {
            arrival.later().accept(refused);
        }
    }

    private void arrive(Allocation allocation, Arrival arrival) {
        if (arrival.client().allocation() != null) {
            allocations.dispose(allocation, arrival.nowNanos());
            arrival.later().accept(mismatch());
        } else if (!allocations.reopen(allocation)) {
            LOG.warn("event=allocation_lost_on_move");
            allocations.dispose(allocation, arrival.nowNanos());
            arrival.later()
                    .accept(
                            new Result.Refused(
                                    StunError.INSUFFICIENT_CAPACITY,
                                    "The relay port was lost; the allocation has ended."));
        } else {
            settle(allocation, arrival.request(), arrival.client(), "other");
            if (arrival.client().adopt(allocation)) {
                arrival.later().accept(refreshed(arrival, allocation));
            } else {
                allocations.clientLost(allocation, arrival.nowNanos());
            }
        }
    }

    private void settle(Allocation allocation, StunMessage request, Client client, String shards) {
        allocation.moveTo(client);
        allocation.movedBy(request);
        allocations.began(allocation);
        metrics.moved(shards);
        LOG.debug("event=allocation_moved transport={} shard={}", client.transport(), shards);
    }

    private Result refreshed(Arrival arrival, Allocation allocation) {
        return refreshed(arrival.request(), allocation, arrival.user(), arrival.nowNanos());
    }

    private Result refreshed(
            StunMessage request, Allocation allocation, Known user, long nowNanos) {
        Result result = refresh.perform(request, allocation, user, nowNanos);
        if (result instanceof Result.Done done && done.allocation() != null) {
            done.answer().mobilityTicket(ticket(allocation));
        }
        return result;
    }

    private static Result.Refused forbidden() {
        return new Result.Refused(
                StunError.MOBILITY_FORBIDDEN, "Allocations keep their address here.");
    }

    private static Result.Refused invalid() {
        return new Result.Refused(
                StunError.BAD_REQUEST, "This ticket is not valid, or not any more.");
    }

    private static Result.Refused mismatch() {
        return new Result.Refused(
                StunError.ALLOCATION_MISMATCH, "This address has another allocation.");
    }
}
