package dialtone.media;

import dialtone.udp.Datagrams;

/// Which stream (SSRC) of an end is heard: the first, until it has been silent for a while. A
/// second one beside it would be mixed into the first by whoever hears both.
///
/// Threading: for the port's thread.
final class SourcePin {

    /// So long the pinned one must be silent before another may follow: longer than a gap of the
    /// network, shorter than people notice when a browser changes its sender.
    private static final long SILENCE_NANOS = 400_000_000L;

    private static final int SOURCE_AT = 8;

    private boolean isPinned;
    private int source;
    private long heardNanos;

    /// Whether a packet is of the stream that is heard.
    ///
    /// Hot path: called per packet.
    boolean accepts(Datagrams packets, int slot, int offset, long nowNanos) {
        int of = packets.slot(slot).getInt(offset + SOURCE_AT);
        if (!isPinned || (of != source && nowNanos - heardNanos >= SILENCE_NANOS)) {
            isPinned = true;
            source = of;
        }
        if (of != source) {
            return false;
        }
        heardNanos = nowNanos;
        return true;
    }

    /// Lets any stream be the next, at once.
    void release() {
        isPinned = false;
    }
}
