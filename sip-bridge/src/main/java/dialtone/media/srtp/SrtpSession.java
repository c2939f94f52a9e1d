package dialtone.media.srtp;

import dialtone.media.srtp.RtpTransform.Direction;
import dialtone.udp.Datagrams;

import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpErrorStatus;

import java.security.GeneralSecurityException;
import java.util.Objects;

/// Protects what one end sends and unprotects what it receives, in the slots where packets lie.
///
/// Every method takes where a packet begins in its slot and how long it is, and returns how long
/// it is afterwards, or [#REFUSED] with the [#refusal()] to be asked for; a refused packet's slot
/// is as it was. A slot has room for what protection adds. The header's extensions stay where
/// they are.
///
/// A packet that was sent is never sent again under the same key: its sender is refused
/// ([SrtpRefusal#REPLAYED]), for encryption would give away both (RFC 3711 section 9.1).
///
/// Threading: for one thread, that of its [PacketBuffer].
public final class SrtpSession {

    /// What is returned in place of a length.
    public static final int REFUSED = -1;

    private static final int RTCP_HEADER_BYTES = 8;
    private static final int RTCP_SOURCE_AT = 4;
    private static final int RTCP_INDEX_BYTES = 4;
    private static final int VERSION = 2;

    private final SrtpProfile receivingProfile;
    private final PacketBuffer packet;
    private final RtpTransform sending;
    private final RtpTransform receiving;
    private final Contexts<SrtcpCryptoContext> sendingControl;
    private final Contexts<SrtcpCryptoContext> receivingControl;
    private SrtpRefusal refusal = SrtpRefusal.MALFORMED;

    /// A session.
    ///
    /// @param local what this end protects with
    /// @param remote what the other end protects with
    /// @param buffer of the thread that uses the session
    public SrtpSession(SrtpKey local, SrtpKey remote, PacketBuffer buffer) {
        this(local, remote, buffer, RtpTransform::of);
    }

    SrtpSession(SrtpKey local, SrtpKey remote, PacketBuffer buffer, RtpTransform.Maker rtp) {
        receivingProfile = remote.profile();
        packet = Objects.requireNonNull(buffer, "buffer");
        SrtpContextFactory out = factory(true, local);
        SrtpContextFactory in = factory(false, remote);
        sending = rtp.make(Direction.PROTECT, local, buffer);
        receiving = rtp.make(Direction.UNPROTECT, remote, buffer);
        sendingControl = new Contexts<>(() -> derive(out));
        receivingControl = new Contexts<>(() -> derive(in));
    }

    static SrtpContextFactory factory(boolean isSender, SrtpKey key) {
        return new SrtpContextFactory(
                isSender,
                key.key(),
                key.salt(),
                key.profile().rtpPolicy(),
                key.profile().rtcpPolicy(),
                Srtp.LOG);
    }

    private static SrtcpCryptoContext derive(SrtpContextFactory factory) {
        try {
            return factory.deriveControlContext(0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("deriving the keys of RTCP failed", e);
        }
    }

    /// Why the last packet was refused.
    public SrtpRefusal refusal() {
        return refusal;
    }

    /// How many sources have sent authentic RTP.
    int receivedSources() {
        return receiving.sources();
    }

    /// Protects an RTP packet.
    ///
    /// Hot path: called per packet.
    public int protectRtp(Datagrams packets, int slot, int offset, int length) {
        return transform(sending, packets, slot, offset, length);
    }

    /// Takes the protection off an RTP packet, if it is the other end's and new.
    ///
    /// Hot path: called per packet.
    public int unprotectRtp(Datagrams packets, int slot, int offset, int length) {
        return transform(receiving, packets, slot, offset, length);
    }

    private int transform(
            RtpTransform transform, Datagrams packets, int slot, int offset, int length) {
        int result = transform.transform(packets, slot, offset, length);
        return result == REFUSED ? refused(transform.refusal()) : result;
    }

    /// Protects an RTCP packet.
    ///
    /// Hot path: called per packet.
    public int protectRtcp(Datagrams packets, int slot, int offset, int length) {
        if (!loadRtcp(packets, slot, offset, length, 0)) {
            return refused(SrtpRefusal.MALFORMED);
        }
        int source = packet.word(RTCP_SOURCE_AT);
        try {
            SrtcpCryptoContext context = sendingControl.of(source);
            if (context == null) {
                return refused(SrtpRefusal.TOO_MANY_SOURCES);
            }
            SrtpErrorStatus status = context.transformPacket(packet);
            if (status != SrtpErrorStatus.OK) {
                return refused(SrtpRefusal.of(status));
            }
            sendingControl.used(source, context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("protecting RTCP failed", e);
        }
        return packet.store(packets, slot, offset);
    }

    /// Takes the protection off an RTCP packet, if it is the other end's and new.
    ///
    /// Hot path: called per packet.
    public int unprotectRtcp(Datagrams packets, int slot, int offset, int length) {
        int tagBytes = receivingProfile.rtcpTagBytes();
        if (!loadRtcp(packets, slot, offset, length, tagBytes + RTCP_INDEX_BYTES)) {
            return refused(SrtpRefusal.MALFORMED);
        }
        int behindIndex = receivingProfile.isAead() ? 0 : tagBytes;
        if (packet.word(length - behindIndex - RTCP_INDEX_BYTES) >= 0) {
            return refused(SrtpRefusal.NOT_ENCRYPTED);
        }
        int source = packet.word(RTCP_SOURCE_AT);
        try {
            SrtcpCryptoContext context = receivingControl.of(source);
            if (context == null) {
                return refused(SrtpRefusal.TOO_MANY_SOURCES);
            }
            SrtpErrorStatus status = context.reverseTransformPacket(packet);
            if (status != SrtpErrorStatus.OK) {
                return refused(SrtpRefusal.of(status));
            }
            receivingControl.used(source, context);
        } catch (GeneralSecurityException _) {
            return refused(SrtpRefusal.NOT_AUTHENTIC);
        }
        return packet.store(packets, slot, offset);
    }

    private int refused(SrtpRefusal why) {
        refusal = why;
        return REFUSED;
    }

    private boolean loadRtcp(Datagrams packets, int slot, int offset, int length, int tailBytes) {
        if (length < RTCP_HEADER_BYTES + tailBytes || length > PacketBuffer.MAX_PACKET_BYTES) {
            return false;
        }
        packet.load(packets, slot, offset, length);
        return packet.word(0) >>> 30 == VERSION;
    }
}
