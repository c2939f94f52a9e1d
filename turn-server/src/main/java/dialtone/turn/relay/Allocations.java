package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Client;
import dialtone.turn.allocation.LiveAllocation;
import dialtone.turn.allocation.RelayedAddress;
import dialtone.turn.allocation.Reservations.Reserved;
import dialtone.turn.auth.Authenticator.Outcome.Known;
import dialtone.turn.protocol.AddressFamily;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.protocol.StunMessage.EvenPort;
import dialtone.turn.tcp.TcpRelay;
import dialtone.udp.UdpLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// The allocations of one shard: opens them, ends them, and ends those whose time is over.
///
/// Threading: for the shard's thread.
final class Allocations {

    private static final Logger LOG = LoggerFactory.getLogger(Allocations.class);

    private final RelaySockets sockets;
    private final RelayContext context;
    private final Set<Allocation> live = new LinkedHashSet<>();
    private final Map<Long, Allocation> mobile = new HashMap<>();
    private Consumer<Allocation> onLeave = _ -> {};

    /// Those of a shard.
    ///
    /// @param shard runs tasks on the shard's thread
    Allocations(UdpLoop loop, RelayContext context, Executor shard, LongSupplier nanoClock) {
        this.sockets = new RelaySockets(loop, context, shard, nanoClock);
        this.context = context;
    }

    /// What became of a wish.
    sealed interface Opened {

        record Done(Allocation allocation) implements Opened {}

        record Refused(StunError error, String words) implements Opened {}
    }

    /// Says who else must know when one ends or moves to another client.
    void onLeave(Consumer<Allocation> listener) {
        onLeave = listener;
    }

    /// Whether there are relayed addresses of this family.
    boolean has(AddressFamily family) {
        return sockets.has(family);
    }

    /// Opens an allocation with an address of every family that can be had, or none when none can.
    /// It has no lifetime yet.
    ///
    /// @param families that are wished for; of those at least one is had here
    Opened open(
            Client client,
            Known user,
            StunMessage request,
            List<AddressFamily> families,
            long nowNanos) {
        EvenPort even = request.evenPort();
        boolean reservesNext = even != null && even.reservesNext();
        Opened.Refused full = takeQuota(user);
        if (full != null) {
            return full;
        }
        // What is reserved counts as well.
        full = reservesNext ? takeQuota(user) : null;
        if (full != null) {
            context.quotas().give(user.user());
            return full;
        }
        Allocation allocation = empty(client, user, request, nowNanos);
        for (AddressFamily family : families) {
            if (sockets.has(family) && reservesNext) {
                openPair(allocation, family, nowNanos);
            } else if (sockets.has(family)) {
                sockets.open(allocation, family, even != null, nowNanos);
            }
        }
        if (allocation.addresses().isEmpty()) {
            context.bandwidth().close(user.user());
            context.quotas().give(user.user());
            if (reservesNext) {
                context.quotas().give(user.user());
            }
            LOG.warn("event=relay_ports_exhausted used={}", context.ports().used());
            return new Opened.Refused(StunError.INSUFFICIENT_CAPACITY, "No relay port is free.");
        }
        began(allocation);
        return new Opened.Done(allocation);
    }

    /// Opens an allocation at a port that was reserved. It has no lifetime yet.
    Opened openReserved(Client client, Known user, StunMessage request, long token, long nowNanos) {
        Reserved reserved = context.reservations().take(token, user.user(), nowNanos);
        Allocation allocation = empty(client, user, request, nowNanos);
        boolean isOpen = false;
        if (reserved != null) {
            int port = reserved.port();
            isOpen = sockets.openAt(allocation, reserved.family(), port, nowNanos) != null;
            if (!isOpen) {
                context.ports().give(port);
                context.quotas().give(user.user());
            }
        }
        if (!isOpen) {
            context.bandwidth().close(user.user());
            return new Opened.Refused(
                    StunError.INSUFFICIENT_CAPACITY,
                    "No port is reserved for you with this token, or not any more.");
        }
        began(allocation);
        return new Opened.Done(allocation);
    }

    private Allocation empty(Client client, Known user, StunMessage request, long nowNanos) {
        Allocation allocation =
                new Allocation(
                        client,
                        user.user(),
                        user.username(),
                        request,
                        context.bounds(),
                        context.bandwidth().open(user.user()),
                        nowNanos);
        Tickets tickets = context.tickets();
        if (tickets != null && request.mobilityTicket() != null) {
            allocation.makeMobile(tickets.nextAllocation());
        }
        return allocation;
    }

    private void openPair(Allocation allocation, AddressFamily family, long nowNanos) {
        RelayedAddress even = sockets.openPair(allocation, family, nowNanos);
        if (even != null) {
            int next = even.port() + 1;
            allocation.reserved(
                    context.reservations().keep(allocation.user(), family, next, nowNanos));
        }
    }

    private Opened.@Nullable Refused takeQuota(Known user) {
        return switch (context.quotas().take(user.user())) {
            case USER_FULL ->
                    new Opened.Refused(
                            StunError.ALLOCATION_QUOTA_REACHED,
                            "You have as many allocations as a user may have.");
            case SERVER_FULL ->
                    new Opened.Refused(
                            StunError.INSUFFICIENT_CAPACITY,
                            "The server has as many allocations as it may have.");
            case DONE -> null;
        };
    }

    /// The allocation of a number that tickets call it; null when it is not here.
    @Nullable Allocation find(long number) {
        return mobile.get(number);
    }

    /// Begins to look after an allocation, new or moved here.
    void began(Allocation allocation) {
        live.add(allocation);
        if (allocation.isMobile()) {
            mobile.put(allocation.number(), allocation);
        }
        String transport = allocation.client().transport();
        for (RelayedAddress address : allocation.addresses()) {
            context.metrics().began(transport, address.family());
            LOG.debug(
                    "event=allocation_began transport={} relay_port={}", transport, address.port());
        }
    }

    /// Parts an allocation from its client; nobody looks after it then.
    void leave(Allocation allocation) {
        live.remove(allocation);
        mobile.remove(allocation.number());
        onLeave.accept(allocation);
        String transport = allocation.client().transport();
        allocation.addresses().forEach(a -> context.metrics().ended(transport, a.family()));
        allocation.client().allocationEnded();
    }

    /// Opens the sockets of an allocation that left another shard; false when that fails.
    boolean reopen(Allocation allocation) {
        return allocation.addresses().stream().allMatch(a -> sockets.reopen(allocation, a));
    }

    /// The client's connection is lost. The allocation ends with it, unless the client may come
    /// back (RFC 8016): then it lives as long as it would without a refresh.
    void clientLost(Allocation allocation, long nowNanos) {
        if (live.contains(allocation) && allocation.isMobile()) {
            allocation.moveTo(new GoneClient(allocation.client(), context.metrics()));
        } else {
            end(allocation, nowNanos);
        }
    }

    /// Ends one of its addresses; with the last one ends the allocation.
    void end(Allocation allocation, RelayedAddress address, long nowNanos) {
        if (allocation.addresses().equals(List.of(address))) {
            end(allocation, nowNanos);
        } else {
            endAddress(allocation, address);
        }
    }

    /// Ends one; its client's connection, if it has one, is told.
    void end(Allocation allocation, long nowNanos) {
        if (live.contains(allocation)) {
            leave(allocation);
            dispose(allocation, nowNanos);
        }
    }

    /// Gives back all that an allocation has which nobody looks after.
    void dispose(Allocation allocation, long nowNanos) {
        for (RelayedAddress address : allocation.addresses()) {
            sockets.close(allocation, address);
            LOG.debug("event=allocation_ended relay_port={}", address.port());
        }
        context.bandwidth().close(allocation.user());
        Long token = allocation.reservationToken();
        if (token != null) {
            context.reservations().release(token);
        }
        context.quotas().give(allocation.user());
        context.metrics().lived(allocation.age(nowNanos));
        allocation.ended();
    }

    private void endAddress(Allocation allocation, RelayedAddress address) {
        sockets.close(allocation, address);
        context.metrics().ended(allocation.client().transport(), address.family());
        LOG.debug("event=allocation_ended relay_port={}", address.port());
    }

    /// Ends what is over. Reservations are everybody's, so any shard ends them.
    void endExpired(long nowNanos) {
        context.reservations().releaseExpired(nowNanos);
        for (Allocation allocation : List.copyOf(live)) {
            for (RelayedAddress address : allocation.addresses()) {
                TcpRelay tcp = address.tcp();
                if (tcp != null) {
                    tcp.closeForgotten();
                }
                if (address.isExpired(nowNanos)) {
                    end(allocation, address, nowNanos);
                }
            }
        }
    }

    List<LiveAllocation> describe(long nowNanos) {
        return live.stream().map(allocation -> allocation.describe(nowNanos)).toList();
    }

    /// Ends those of which it is true, and counts them.
    int endIf(Predicate<Allocation> condition, long nowNanos) {
        List<Allocation> found = live.stream().filter(condition).toList();
        found.forEach(allocation -> end(allocation, nowNanos));
        return found.size();
    }

    void endAll(long nowNanos) {
        List.copyOf(live).forEach(allocation -> end(allocation, nowNanos));
    }
}
