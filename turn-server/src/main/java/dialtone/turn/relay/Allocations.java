package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Client;
import dialtone.turn.allocation.LiveAllocation;
import dialtone.turn.auth.Authenticator.Outcome.Known;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.udp.UdpLoop;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The allocations of one shard: opens them, ends them, and ends those whose time is over.
///
/// Threading: for the shard's thread.
final class Allocations {

    private static final Logger LOG = LoggerFactory.getLogger(Allocations.class);

    /// How many ports are tried that turn out to be another program's.
    private static final int ATTEMPTS = 16;

    /// Packets of a few hundred milliseconds of video.
    private static final int SOCKET_BUFFER_BYTES = 1024 * 1024;

    private final UdpLoop loop;
    private final RelayContext context;
    private final Set<Allocation> live = new LinkedHashSet<>();
    private Consumer<Allocation> onEnd = _ -> {};

    Allocations(UdpLoop loop, RelayContext context) {
        this.loop = loop;
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

    boolean isRelayV6() {
        return context.relayAddress() instanceof Inet6Address;
    }

    /// Opens a relayed address. It has no lifetime yet.
    Opened open(Client client, Known user, StunMessage request, boolean isEven, long nowNanos) {
        switch (context.quotas().take(user.user())) {
            case USER_FULL -> {
                return new Opened.Refused(
                        StunError.ALLOCATION_QUOTA_REACHED,
                        "You have as many allocations as a user may have.");
            }
            case SERVER_FULL -> {
                return new Opened.Refused(
                        StunError.INSUFFICIENT_CAPACITY,
                        "The server has as many allocations as it may have.");
            }
            case DONE -> {}
        }
        Allocation allocation = tryPorts(client, user, request, isEven, nowNanos);
        if (allocation == null) {
            context.quotas().give(user.user());
            LOG.warn("event=relay_ports_exhausted used={}", context.ports().used());
            return new Opened.Refused(StunError.INSUFFICIENT_CAPACITY, "No relay port is free.");
        }
        live.add(allocation);
        context.metrics().allocated(client.transport(), isRelayV6());
        LOG.debug(
                "event=allocation_created transport={} relay_port={}",
                client.transport(),
                allocation.relayed().getPort());
        return new Opened.Done(allocation);
    }

    private @Nullable Allocation tryPorts(
            Client client, Known user, StunMessage request, boolean isEven, long nowNanos) {
        List<Integer> taken = new ArrayList<>();
        Allocation allocation = null;
        for (int i = 0; i < ATTEMPTS && allocation == null; i++) {
            int port = context.ports().take(isEven);
            if (port == 0) {
                break;
            }
            allocation = tryPort(client, user, request, port, nowNanos);
            if (allocation == null) {
                // Given back only at the end, so that it is not drawn again meanwhile.
                taken.add(port);
            }
        }
        taken.forEach(context.ports()::give);
        return allocation;
    }

    private @Nullable Allocation tryPort(
            Client client, Known user, StunMessage request, int port, long nowNanos) {
        InetAddress told = context.externalAddress();
        Allocation allocation =
                new Allocation(
                        client,
                        user.user(),
                        user.username(),
                        new InetSocketAddress(told == null ? context.relayAddress() : told, port),
                        request,
                        context.bounds(),
                        nowNanos);
        try {
            UdpSocket socket =
                    loop.open(
                            new InetSocketAddress(context.relayAddress(), port),
                            allocation,
                            SOCKET_BUFFER_BYTES,
                            false);
            allocation.open(socket);
            return allocation;
        } catch (IOException e) {
            LOG.debug("event=relay_port_refused port={} cause={}", port, e.toString());
            return null;
        }
    }

    /// Ends one; its client's connection, if it has one, is told.
    void end(Allocation allocation, long nowNanos) {
        if (!live.remove(allocation)) {
            return;
        }
        onEnd.accept(allocation);
        int port = allocation.socket().local().getPort();
        allocation.socket().close();
        context.ports().give(port);
        context.quotas().give(allocation.user());
        context.metrics()
                .ended(allocation.client().transport(), isRelayV6(), allocation.age(nowNanos));
        LOG.debug("event=allocation_ended relay_port={}", port);
        allocation.client().allocationEnded();
    }

    void endExpired(long nowNanos) {
        for (Allocation allocation : List.copyOf(live)) {
            if (allocation.isExpired(nowNanos)) {
                end(allocation, nowNanos);
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
