package dialtone.media;

import dialtone.media.MediaMetrics.Dropped;
import dialtone.media.srtp.SrtpKey;
import dialtone.media.srtp.SrtpSession;
import dialtone.udp.Datagrams;
import dialtone.udp.Remote;
import dialtone.udp.UdpLoop;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A trunk's or a phone's end of a call: a pair of ports with RTP and RTCP, protected by SDES
/// keys or plain.
///
/// Packets from the trunk go to the sink that [#receiver(RtpSink)] names, plain; what is given to
/// the leg itself goes to the trunk.
///
/// Threading: [#rtp()], [#rtcp()], [#connect(TrunkRemote)], [#receiver(RtpSink)] and [#close()]
/// are for any thread. [#rtp(Datagrams, int, int, int)] and [#rtcp(Datagrams, int, int, int)] are
/// for the port's.
public final class TrunkLeg implements Leg {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int RTP_HEADER_BYTES = 12;
    private static final int RTP_SOURCE_AT = 8;
    private static final int RTCP_HEADER_BYTES = 8;
    private static final int VERSION = 2;

    private final MediaPort port;
    private final UdpSocket rtpSocket;
    private final UdpSocket rtcpSocket;
    private final InetAddress external;
    private final AddressPin address = new AddressPin();
    private final SourcePin pin = new SourcePin();
    private RtpSink receiver = Nobody.INSTANCE;
    private @Nullable Remote reports;
    private @Nullable SrtpSession srtp;
    private @Nullable SrtpKey remoteKey;
    private boolean isMuxed;
    private boolean isClosed;

    /// Opens the ports.
    ///
    /// @param external as the trunk reaches this machine
    TrunkLeg(MediaPort port, UdpLoop loop, InetSocketAddress even, InetAddress external)
            throws IOException {
        this.port = port;
        this.external = external;
        rtpSocket = loop.open(even, this, BUFFER_BYTES, false);
        try {
            InetSocketAddress odd = new InetSocketAddress(even.getAddress(), even.getPort() + 1);
            rtcpSocket = loop.open(odd, this, BUFFER_BYTES, false);
        } catch (IOException e) {
            rtpSocket.close();
            throw e;
        }
    }

    /// Where SDP says that RTP is received.
    public InetSocketAddress rtp() {
        return new InetSocketAddress(external, rtpSocket.local().getPort());
    }

    /// Where SDP says that RTCP is received, when it is not with RTP.
    public InetSocketAddress rtcp() {
        return new InetSocketAddress(external, rtcpSocket.local().getPort());
    }

    /// Takes what the trunk's SDP says, the first time or anew.
    public void connect(TrunkRemote remote) {
        port.execute(() -> take(remote));
    }

    private void take(TrunkRemote remote) {
        address.expect(Remote.of(remote.rtp()));
        reports = Remote.of(remote.reports());
        isMuxed = remote.isMuxed();
        SrtpKey local = remote.localKey();
        SrtpKey theirs = remote.remoteKey();
        if (local == null || theirs == null) {
            srtp = null;
        } else if (srtp == null || !theirs.isSameAs(remoteKey)) {
            srtp = new SrtpSession(local, theirs, port.buffer());
        }
        remoteKey = theirs;
        pin.release();
    }

    @Override
    public void receiver(RtpSink sink) {
        port.execute(() -> receiver = sink);
    }

    /// Ends the leg and gives its ports back.
    public void close() {
        port.execute(this::closeNow);
    }

    void closeNow() {
        if (!isClosed) {
            isClosed = true;
            rtpSocket.close();
            rtcpSocket.close();
            port.remove(this);
        }
    }

    /// A datagram has come to one of the ports.
    ///
    /// Hot path: called per packet.
    @SuppressWarnings("ReferenceEquality") // The very socket is meant.
    void received(UdpSocket to, Datagrams packets, int slot) {
        int length = packets.length(slot);
        int at = Datagrams.HEADROOM;
        boolean isControl =
                to == rtcpSocket
                        || (isMuxed && length > 1 && BrowserPackets.isRtcp(packets.slot(slot), at));
        if (!isPacket(packets, slot, isControl ? RTCP_HEADER_BYTES : RTP_HEADER_BYTES)) {
            port.metrics().dropped(Dropped.MALFORMED);
        } else if (isControl) {
            receivedReport(packets, slot, at, length);
        } else {
            receivedRtp(packets, slot, at, length);
        }
    }

    private static boolean isPacket(Datagrams packets, int slot, int least) {
        int first = packets.slot(slot).get(Datagrams.HEADROOM) & 0xff;
        return packets.length(slot) >= least && first >>> 6 == VERSION;
    }

    /// Hot path: called per packet.
    private void receivedRtp(Datagrams packets, int slot, int at, int length) {
        SrtpSession session = srtp;
        int plain = length;
        if (session != null) {
            plain = session.unprotectRtp(packets, slot, at, length);
            if (plain == SrtpSession.REFUSED) {
                port.metrics().dropped(MediaPort.reason(session.refusal()));
                return;
            }
        }
        int source = packets.slot(slot).getInt(at + RTP_SOURCE_AT);
        if (!address.accepts(packets, slot, source, session != null)) {
            port.metrics().dropped(Dropped.FROM_STRANGER);
        } else if (pin.accepts(packets, slot, at, port.nowNanos())) {
            receiver.rtp(packets, slot, at, plain);
        } else {
            port.metrics().dropped(Dropped.OTHER_SOURCE);
        }
    }

    /// Reports may come from another port of the trunk, but not from another machine.
    ///
    /// Hot path: called per packet.
    private void receivedReport(Datagrams packets, int slot, int at, int length) {
        if (!address.isSameHost(packets, slot)) {
            port.metrics().dropped(Dropped.FROM_STRANGER);
            return;
        }
        SrtpSession session = srtp;
        int plain = session == null ? length : session.unprotectRtcp(packets, slot, at, length);
        if (session != null && plain == SrtpSession.REFUSED) {
            port.metrics().dropped(MediaPort.reason(session.refusal()));
            return;
        }
        receiver.rtcp(packets, slot, at, plain);
    }

    /// Sends the trunk a plain RTP packet. Behind it its slot has room for what protection adds.
    ///
    /// Hot path: called per packet.
    @Override
    public void rtp(Datagrams packets, int slot, int offset, int length) {
        SrtpSession session = srtp;
        int hidden = session == null ? length : session.protectRtp(packets, slot, offset, length);
        send(rtpSocket, packets, slot, offset, hidden, address.remote());
    }

    /// Sends the trunk a plain RTCP packet.
    ///
    /// Hot path: called per packet.
    @Override
    public void rtcp(Datagrams packets, int slot, int offset, int length) {
        SrtpSession session = srtp;
        int hidden = session == null ? length : session.protectRtcp(packets, slot, offset, length);
        if (isMuxed) {
            send(rtpSocket, packets, slot, offset, hidden, address.remote());
        } else {
            send(rtcpSocket, packets, slot, offset, hidden, reports);
        }
    }

    private void send(
            UdpSocket from,
            Datagrams packets,
            int slot,
            int offset,
            int length,
            @Nullable Remote to) {
        if (to == null || isClosed) {
            port.metrics().dropped(Dropped.NOT_CONNECTED);
        } else if (length == SrtpSession.REFUSED) {
            port.metrics().dropped(Dropped.MALFORMED);
        } else {
            from.send(packets, slot, offset, length, to);
        }
    }
}
