package dialtone.media;

import dialtone.udp.Datagrams;

/// Takes plain packets, one at a time, in the slot where they lie. It may change the slot and send
/// from it; who gave the packet does not look at it again.
///
/// Threading: called on the port's thread.
public interface RtpSink {

    /// Takes an RTP packet.
    ///
    /// Hot path: called per packet.
    void rtp(Datagrams packets, int slot, int offset, int length);

    /// Takes an RTCP packet, compound or not.
    ///
    /// Hot path: called per packet.
    void rtcp(Datagrams packets, int slot, int offset, int length);
}
