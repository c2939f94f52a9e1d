package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Client;
import dialtone.turn.allocation.RelayedAddress;
import dialtone.turn.auth.Authenticator.Outcome.Known;
import dialtone.turn.protocol.AddressFamily;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.udp.UdpLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The allocations of one shard: opens them, ends them, and ends those whose time is over.
///
/// Threading: for the shard's thread.
final class Allocations {

    private static final Logger LOG = LoggerFactory.getLogger(Allocations.class);

    private final RelaySockets sockets;
    private final RelayContext context;
    private final Set<Allocation> live = new LinkedHashSet<>();
    private Consumer<Allocation> onEnd = _ -> {};

    Allocations(UdpLoop loop, RelayContext context) {
        this.sockets = new RelaySockets(loop, context);
        this.context = context;
    }

    /// What became of a wish.
    sealed interface Opened {

        record Done(Allocation allocation) implements Opened {}

        record Refused(StunError error, String words) implements Opened {}
    }

    /// Says who else must know when one ends.
    void onEnd(Consumer<Allocation> listener) {
        onEnd = listener;
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
        Opened.Refused full = takeQuota(user);
        if (full != null) {
            return full;
        }
        Allocation allocation =
                new Allocation(
                        client,
                        user.user(),
                        user.username(),
                        request,
                        context.bounds(),
                        context.bandwidth().open(user.user(), nowNanos),
                        nowNanos);
        boolean isEven = request.evenPort() != null;
        for (AddressFamily family : families) {
            if (sockets.has(family)) {
                sockets.open(allocation, family, isEven, nowNanos);
            }
        }
        if (allocation.addresses().isEmpty()) {
            context.bandwidth().close(user.user());
            context.quotas().give(user.user());
            LOG.warn("event=relay_ports_exhausted used={}", context.ports().used());
            return new Opened.Refused(StunError.INSUFFICIENT_CAPACITY, "No relay port is free.");
        }
        began(allocation);
        return new Opened.Done(allocation);
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

    private void began(Allocation allocation) {
        live.add(allocation);
        String transport = allocation.client().transport();
        for (RelayedAddress address : allocation.addresses()) {
            context.metrics().began(transport, address.family());
            LOG.debug(
                    "event=allocation_created transport={} relay_port={}",
                    transport,
                    address.port());
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
        if (!live.remove(allocation)) {
            return;
        }
        onEnd.accept(allocation);
        context.bandwidth().close(allocation.user());
        allocation.addresses().forEach(address -> endAddress(allocation, address));
        context.quotas().give(allocation.user());
        context.metrics().lived(allocation.age(nowNanos));
        allocation.client().allocationEnded();
    }

    private void endAddress(Allocation allocation, RelayedAddress address) {
        sockets.close(allocation, address);
        context.metrics().ended(allocation.client().transport(), address.family());
        LOG.debug("event=allocation_ended relay_port={}", address.port());
    }

    void endExpired(long nowNanos) {
        for (Allocation allocation : List.copyOf(live)) {
            for (RelayedAddress address : allocation.addresses()) {
                if (address.isExpired(nowNanos)) {
                    end(allocation, address, nowNanos);
                }
            }
        }
    }

    void endAll(long nowNanos) {
        List.copyOf(live).forEach(allocation -> end(allocation, nowNanos));
    }
}
