package dialtone.media;

import dialtone.udp.Datagrams;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// The last packet for a browser that has no keys yet: with it, the phone is heard as soon as there
/// are some, and not only with its next packet.
///
/// Those before it are lost. Packets that come late and all at once make a browser believe that the
/// network is bad, and it delays the sound for seconds.
///
/// Threading: for the port's thread.
final class HeldPacket {

    /// For how long a packet is worth hearing; the phone's next is as good then.
    private static final Duration FRESH = Duration.ofMillis(40);

    private byte @Nullable [] bytes;
    private long sinceNanos;

    /// Keeps a packet in place of the one before.
    ///
    /// @return whether there was one, which is lost
    boolean keep(Datagrams packets, int slot, int offset, int length, long nowNanos) {
        boolean hadOne = bytes != null;
        byte[] kept = new byte[length];
        packets.slot(slot).get(offset, kept);
        bytes = kept;
        sinceNanos = nowNanos;
        return hadOne;
    }

    boolean isEmpty() {
        return bytes == null;
    }

    /// Gives it back, once.
    ///
    /// @return null when there is none, or an old one
    byte @Nullable [] take(long nowNanos) {
        byte[] taken = nowNanos - sinceNanos <= FRESH.toNanos() ? bytes : null;
        bytes = null;
        return taken;
    }
}
