package dialtone.media.srtp;

import dialtone.udp.Datagrams;

import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;

import java.security.GeneralSecurityException;

/// RTP packets protected or unprotected by the SRTP library, on the heap: where the system has no
/// libcrypto.
///
/// Threading: for one thread, that of its [PacketBuffer].
final class JitsiRtp extends RtpTransform {

    private final boolean protects;
    private final int tailBytes;
    private final PacketBuffer packet;
    private final Contexts<SrtpCryptoContext> contexts;

    JitsiRtp(Direction direction, SrtpKey key, PacketBuffer buffer) {
        protects = direction == Direction.PROTECT;
        tailBytes = protects ? 0 : key.profile().rtpTagBytes();
        packet = buffer;
        SrtpContextFactory factory = SrtpSession.factory(protects, key);
        contexts = new Contexts<>(() -> derive(factory));
    }

    private static SrtpCryptoContext derive(SrtpContextFactory factory) {
        try {
            return factory.deriveContext(0, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("deriving the keys of RTP failed", e);
        }
    }

    /// Hot path: called per packet.
    @Override
    int transform(Datagrams packets, int slot, int offset, int length) {
        if (RtpHeader.length(packets.slot(slot), offset, length, tailBytes) < 0) {
            return refused(SrtpRefusal.MALFORMED);
        }
        packet.load(packets, slot, offset, length);
        int source = packet.word(RtpHeader.SOURCE_AT);
        SrtpCryptoContext context = contexts.of(source);
        if (context == null) {
            return refused(SrtpRefusal.TOO_MANY_SOURCES);
        }
        SrtpErrorStatus status = transform(context);
        if (status != SrtpErrorStatus.OK) {
            return refused(SrtpRefusal.of(status));
        }
        contexts.used(source, context);
        return packet.store(packets, slot, offset);
    }

    private SrtpErrorStatus transform(SrtpCryptoContext context) {
        try {
            return protects
                    ? context.transformPacket(packet)
                    : context.reverseTransformPacket(packet, false);
        } catch (GeneralSecurityException e) {
            if (protects) {
                throw new IllegalStateException("protecting RTP failed", e);
            }
            return SrtpErrorStatus.AUTH_FAIL;
        }
    }

    @Override
    int sources() {
        return contexts.count();
    }
}
