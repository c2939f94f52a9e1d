package dialtone.media.srtp;

import dialtone.udp.Datagrams;

import java.nio.ByteBuffer;

/// RTP packets protected or unprotected where they lie, with libcrypto: nothing is copied and no
/// object made.
///
/// Threading: for one thread.
final class NativeRtp extends RtpTransform {

    private final boolean protects;
    private final int tailBytes;
    private final NativeCipher cipher;
    private final Contexts<RtpStream> streams = new Contexts<>(RtpStream::new);

    NativeRtp(Direction direction, SrtpKey key) {
        protects = direction == Direction.PROTECT;
        tailBytes = protects ? 0 : key.profile().rtpTagBytes();
        RtpKeys keys = new RtpKeys(key);
        cipher =
                key.profile().isAead()
                        ? new NativeGcm(keys)
                        : new NativeCounterMode(keys, key.profile().rtpTagBytes());
    }

    /// Hot path: called per packet.
    @Override
    int transform(Datagrams packets, int slot, int offset, int length) {
        ByteBuffer packet = packets.slot(slot);
        int header = RtpHeader.length(packet, offset, length, tailBytes);
        if (header < 0) {
            return refused(SrtpRefusal.MALFORMED);
        }
        int source = packet.getInt(offset + RtpHeader.SOURCE_AT);
        RtpStream stream = streams.of(source);
        if (stream == null) {
            return refused(SrtpRefusal.TOO_MANY_SOURCES);
        }
        long index = stream.index(packet.getShort(offset + RtpHeader.SEQUENCE_AT) & 0xffff);
        if (!stream.isNew(index)) {
            return refused(SrtpRefusal.REPLAYED);
        }
        long at = packets.address(slot) + offset;
        cipher.number(source, index);
        int result = length + cipher.tagBytes();
        if (protects) {
            cipher.protect(at, header, length);
        } else if (cipher.unprotect(at, header, length - tailBytes)) {
            result = length - tailBytes;
        } else {
            return refused(SrtpRefusal.NOT_AUTHENTIC);
        }
        stream.accept(index);
        streams.used(source, stream);
        return result;
    }

    @Override
    int sources() {
        return streams.count();
    }
}
