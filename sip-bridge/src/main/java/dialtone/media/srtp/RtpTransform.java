package dialtone.media.srtp;

import dialtone.udp.Datagrams;

/// Protects the RTP packets of one direction, or takes their protection off, in their slots.
///
/// Threading: for one thread.
abstract sealed class RtpTransform permits JitsiRtp, NativeRtp {

    private SrtpRefusal refusal = SrtpRefusal.MALFORMED;

    /// What is to be done.
    enum Direction {
        PROTECT,
        UNPROTECT
    }

    /// How to get one.
    @FunctionalInterface
    interface Maker {

        /// Makes one.
        ///
        /// @param buffer of the thread that will use it
        RtpTransform make(Direction direction, SrtpKey key, PacketBuffer buffer);
    }

    /// Does it.
    ///
    /// Hot path: called per packet.
    ///
    /// @param offset where the packet begins in the slot
    /// @param length in bytes
    /// @return its length afterwards, or [SrtpSession#REFUSED] with a [#refusal()]; the slot is
    ///     then as it was
    abstract int transform(Datagrams packets, int slot, int offset, int length);

    /// Notes why a packet is refused.
    final int refused(SrtpRefusal why) {
        refusal = why;
        return SrtpSession.REFUSED;
    }

    /// Why the last packet was refused.
    final SrtpRefusal refusal() {
        return refusal;
    }

    /// How many sources have sent packets that were taken.
    abstract int sources();

    /// The way to do it that is best here: in place with the system's library, or else on the
    /// heap with one that brings its own.
    ///
    /// @param buffer of the thread
    static RtpTransform of(Direction direction, SrtpKey key, PacketBuffer buffer) {
        return LibCrypto.isAvailable()
                ? new NativeRtp(direction, key)
                : new JitsiRtp(direction, key, buffer);
    }
}
