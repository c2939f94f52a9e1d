package dialtone.media.srtp;

import dialtone.udp.Datagrams;

import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
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

    private static final int RTP_HEADER_BYTES = 12;
    private static final int RTP_SOURCE_AT = 8;
    private static final int RTCP_HEADER_BYTES = 8;
    private static final int RTCP_SOURCE_AT = 4;
    private static final int RTCP_INDEX_BYTES = 4;
    private static final int VERSION = 2;

    private final SrtpProfile receivingProfile;
    private final PacketBuffer packet;
    private final Contexts<SrtpCryptoContext> sending;
    private final Contexts<SrtcpCryptoContext> sendingControl;
    private final Contexts<SrtpCryptoContext> receiving;
    private final Contexts<SrtcpCryptoContext> receivingControl;
    private SrtpRefusal refusal = SrtpRefusal.MALFORMED;

    /// A session.
    ///
    /// @param local what this end protects with
    /// @param remote what the other end protects with
    /// @param buffer of the thread that uses the session
    public SrtpSession(SrtpKey local, SrtpKey remote, PacketBuffer buffer) {
        receivingProfile = remote.profile();
        packet = Objects.requireNonNull(buffer, "buffer");
        SrtpContextFactory out = factory(true, local);
        SrtpContextFactory in = factory(false, remote);
        sending = new Contexts<>(() -> out.deriveContext(0, 0));
        sendingControl = new Contexts<>(() -> out.deriveControlContext(0));
        receiving = new Contexts<>(() -> in.deriveContext(0, 0));
        receivingControl = new Contexts<>(() -> in.deriveControlContext(0));
    }

    private static SrtpContextFactory factory(boolean isSender, SrtpKey key) {
        return new SrtpContextFactory(
                isSender,
                key.key(),
                key.salt(),
                key.profile().rtpPolicy(),
                key.profile().rtcpPolicy(),
                Srtp.LOG);
    }

    /// Why the last packet was refused.
    public SrtpRefusal refusal() {
        return refusal;
    }

    /// How many sources have sent authentic RTP.
    int receivedSources() {
        return receiving.count();
    }

    /// Protects an RTP packet.
    ///
    /// Hot path: called per packet.
    public int protectRtp(Datagrams packets, int slot, int offset, int length) {
        if (!loadRtp(packets, slot, offset, length, 0)) {
            return refused(SrtpRefusal.MALFORMED);
        }
        int source = packet.word(RTP_SOURCE_AT);
        try {
            SrtpCryptoContext context = sending.of(source);
            if (context == null) {
                return refused(SrtpRefusal.TOO_MANY_SOURCES);
            }
            SrtpErrorStatus status = context.transformPacket(packet);
            if (status != SrtpErrorStatus.OK) {
                return refused(SrtpRefusal.of(status));
            }
            sending.used(source, context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("protecting RTP failed", e);
        }
        return packet.store(packets, slot, offset);
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

    /// Takes the protection off an RTP packet, if it is the other end's and new.
    ///
    /// Hot path: called per packet.
    public int unprotectRtp(Datagrams packets, int slot, int offset, int length) {
        if (!loadRtp(packets, slot, offset, length, receivingProfile.rtpTagBytes())) {
            return refused(SrtpRefusal.MALFORMED);
        }
        int source = packet.word(RTP_SOURCE_AT);
        try {
            SrtpCryptoContext context = receiving.of(source);
            if (context == null) {
                return refused(SrtpRefusal.TOO_MANY_SOURCES);
            }
            SrtpErrorStatus status = context.reverseTransformPacket(packet, false);
            if (status != SrtpErrorStatus.OK) {
                return refused(SrtpRefusal.of(status));
            }
            receiving.used(source, context);
        } catch (GeneralSecurityException _) {
            return refused(SrtpRefusal.NOT_AUTHENTIC);
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

    /// Copies an RTP packet out of its slot.
    ///
    /// @param tailBytes that follow its payload at least
    /// @return false when it is none: its header does not end, or it is too long
    private boolean loadRtp(Datagrams packets, int slot, int offset, int length, int tailBytes) {
        if (length < RTP_HEADER_BYTES + tailBytes || length > PacketBuffer.MAX_PACKET_BYTES) {
            return false;
        }
        packet.load(packets, slot, offset, length);
        int first = packet.word(0) >>> 24;
        int header = RTP_HEADER_BYTES + 4 * (first & 0x0f);
        if ((first & 0x10) != 0) {
            header += 4;
            if (header + tailBytes > length) {
                return false;
            }
            header += 4 * (packet.word(header - 4) & 0xffff);
        }
        return first >>> 6 == VERSION && header + tailBytes <= length;
    }

    private boolean loadRtcp(Datagrams packets, int slot, int offset, int length, int tailBytes) {
        if (length < RTCP_HEADER_BYTES + tailBytes || length > PacketBuffer.MAX_PACKET_BYTES) {
            return false;
        }
        packet.load(packets, slot, offset, length);
        return packet.word(0) >>> 30 == VERSION;
    }
}
