/// RTP and RTCP (RFC 3550) of a leg: reading and rewriting packets where they lie, what is known of
/// a stream in each direction, and the reports about it.
///
/// *Starting points*: [RtpPacket] and [RtcpPackets] look at bytes, [PacketKind] tells them apart;
/// [StreamRewriter] makes one steady stream of changing sources; [ReceiveStatistics],
/// [SendStatistics] and [RtcpReporter] are one leg's books, [Quality] what they say of the sound.
///
/// Threading: everything here belongs to the thread that owns the leg's socket. Nothing on the way
/// of a packet makes objects or waits.
@NullMarked
package dialtone.media.rtp;

import org.jspecify.annotations.NullMarked;
