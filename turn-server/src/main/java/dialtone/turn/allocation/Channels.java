package dialtone.turn.allocation;

import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// The channels of an allocation. There are few of them, so they are looked through.
///
/// Threading: for the shard's thread.
final class Channels {

    private static final ChannelBinding[] NONE = new ChannelBinding[0];

    private final int max;
    private ChannelBinding[] bindings = NONE;

    Channels(int max) {
        this.max = max;
    }

    /// Hot path: called per packet.
    @Nullable ChannelBinding byNumber(int number, long nowNanos) {
        for (ChannelBinding binding : bindings) {
            if (binding.number() == number) {
                return binding.isAlive(nowNanos) ? binding : null;
            }
        }
        return null;
    }

    /// Hot path: called per packet.
    @Nullable ChannelBinding byPeer(long high, long low, int port, long nowNanos) {
        for (ChannelBinding binding : bindings) {
            if (binding.peer().is(high, low, port)) {
                return binding.isAlive(nowNanos) ? binding : null;
            }
        }
        return null;
    }

    int size(long nowNanos) {
        dropExpired(nowNanos);
        return bindings.length;
    }

    boolean isFull(long nowNanos) {
        dropExpired(nowNanos);
        return bindings.length >= max;
    }

    /// Binds or renews; neither the number nor the peer may be bound otherwise.
    void bind(int number, Remote peer, long untilNanos, long nowNanos) {
        ChannelBinding known = byNumber(number, nowNanos);
        if (known != null) {
            known.renew(untilNanos);
            return;
        }
        dropExpired(nowNanos);
        bindings = Arrays.copyOf(bindings, bindings.length + 1);
        bindings[bindings.length - 1] = new ChannelBinding(number, peer, untilNanos);
    }

    private void dropExpired(long nowNanos) {
        bindings =
                Arrays.stream(bindings)
                        .filter(binding -> binding.isAlive(nowNanos))
                        .toArray(ChannelBinding[]::new);
    }
}
