package dialtone.media;

import dialtone.media.MediaMetrics.Dropped;
import dialtone.media.ice.IceAgent;
import dialtone.media.ice.IceAgents;
import dialtone.udp.Datagrams;
import dialtone.udp.Remote;

import java.nio.ByteBuffer;

/// What comes to the port that all browsers share: told apart by its first byte, and given to
/// whom it is for.
///
/// Threading: for the port's thread.
final class BrowserPackets {

    /// First bytes of what shares a port (RFC 7983 section 7).
    private static final int END_OF_STUN = 4;

    private static final int FIRST_OF_DTLS = 20;
    private static final int END_OF_DTLS = 64;
    private static final int FIRST_OF_RTP = 128;
    private static final int END_OF_RTP = 192;

    /// Second bytes of RTCP (RFC 5761 section 4).
    private static final int FIRST_OF_RTCP = 192;

    private static final int END_OF_RTCP = 224;

    private final MediaPort port;
    private final IceAgents ice;
    private final LegTable legs;
    private final byte[] message = new byte[Datagrams.MAX_PAYLOAD];

    BrowserPackets(MediaPort port, IceAgents ice, LegTable legs) {
        this.port = port;
        this.ice = ice;
        this.legs = legs;
    }

    /// Takes one.
    ///
    /// Hot path: called per packet.
    void take(Datagrams packets, int slot) {
        int length = packets.length(slot);
        int first = length == 0 ? -1 : packets.slot(slot).get(Datagrams.HEADROOM) & 0xff;
        if (first >= FIRST_OF_RTP && first < END_OF_RTP && length > 1) {
            media(packets, slot, length);
        } else if (first >= 0 && first < END_OF_STUN) {
            stun(packets, slot, length);
        } else if (first >= FIRST_OF_DTLS && first < END_OF_DTLS) {
            dtls(packets, slot, length);
        } else {
            port.metrics().dropped(Dropped.UNKNOWN_PROTOCOL);
        }
    }

    /// Hot path: called per packet.
    private void media(Datagrams packets, int slot, int length) {
        BrowserLeg leg = legs.find(packets.high(slot), packets.low(slot), packets.port(slot));
        if (leg == null) {
            port.metrics().dropped(Dropped.FROM_STRANGER);
            return;
        }
        int at = Datagrams.HEADROOM;
        leg.transport().received(packets, slot, at, length, isRtcp(packets.slot(slot), at));
    }

    /// Whether a packet is RTCP, not RTP.
    ///
    /// Hot path: called per packet.
    static boolean isRtcp(ByteBuffer packet, int offset) {
        int second = packet.get(offset + 1) & 0xff;
        return second >= FIRST_OF_RTCP && second < END_OF_RTCP;
    }

    private void stun(Datagrams packets, int slot, int length) {
        Remote from = remote(packets, slot);
        packets.slot(slot).get(Datagrams.HEADROOM, message, 0, length);
        answer(message, length, from);
    }

    private void answer(byte[] check, int length, Remote from) {
        byte[] answer = ice.answer(check, length, from, port.nowNanos());
        if (answer != null) {
            port.send(answer, from);
        }
    }

    /// Answers the checks that came before their agent.
    void answerEarly(IceAgent agent) {
        ice.early(agent, port.nowNanos(), (check, from) -> answer(check, check.length, from));
    }

    /// DTLS is taken only from addresses that ICE has proven: a stranger's ClientHello would
    /// otherwise race with the browser's.
    private void dtls(Datagrams packets, int slot, int length) {
        BrowserLeg leg = legs.find(packets.high(slot), packets.low(slot), packets.port(slot));
        if (leg == null) {
            port.metrics().dropped(Dropped.FROM_STRANGER);
            return;
        }
        byte[] datagram = new byte[length];
        packets.slot(slot).get(Datagrams.HEADROOM, datagram);
        leg.transport().dtls(datagram);
    }

    private static Remote remote(Datagrams packets, int slot) {
        return Remote.of(packets.high(slot), packets.low(slot), packets.port(slot));
    }
}
