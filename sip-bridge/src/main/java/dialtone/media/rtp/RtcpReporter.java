package dialtone.media.rtp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// A leg's RTCP: writes reports every five seconds or so, reads those of the other side, says
/// goodbye.
///
/// With two in a session the bandwidth that RFC 3550 section 6.2 allows is never reached, so what
/// remains of its rules is the least interval, spread from half to one and a half of it, and half
/// of that for the first report.
///
/// Threading: for the thread that owns the leg's socket.
public final class RtcpReporter {

    /// Room that a datagram of ours needs.
    public static final int MAX_BYTES = 128;

    private static final long INTERVAL_NANOS = 5 * NtpClock.NANOS_PER_SECOND;
    private static final int CNAME_BYTES = 12;

    private final SendStatistics sent;
    private final ReceiveStatistics received;
    private final NtpClock clock;
    private final RandomGenerator random;
    private final byte[] cname;
    private final RtcpPackets packets = new RtcpPackets();
    private final RtcpWriter writer = new RtcpWriter();

    private long dueNanos;
    private boolean hasRemoteEnded;
    private @Nullable String remoteCname;

    /// @param random whatever it gives is seen by the other side
    /// @param cname as [#randomCname] makes it; the same in SDP
    public RtcpReporter(
            SendStatistics sent,
            ReceiveStatistics received,
            NtpClock clock,
            RandomGenerator random,
            String cname,
            long nanos) {
        this.sent = sent;
        this.received = received;
        this.clock = clock;
        this.random = random;
        this.cname = cname.getBytes(StandardCharsets.US_ASCII);
        dueNanos = nanos + interval() / 2;
    }

    /// A canonical name that tells nobody who it belongs to (RFC 7022).
    public static String randomCname(RandomGenerator secure) {
        byte[] bytes = new byte[CNAME_BYTES];
        secure.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// When the next report is to be written.
    public long dueNanos() {
        return dueNanos;
    }

    /// Writes a report and puts the next off.
    ///
    /// @param buffer with [#MAX_BYTES] of room behind the offset
    /// @return how long it is
    public int write(ByteBuffer buffer, int offset, long nanos) {
        writeReport(buffer, offset, nanos);
        dueNanos = nanos + interval();
        return writer.length();
    }

    /// Writes the last report, with a BYE.
    ///
    /// @return how long it is
    public int writeBye(ByteBuffer buffer, int offset, long nanos) {
        writeReport(buffer, offset, nanos);
        writer.bye(sent.ssrc());
        return writer.length();
    }

    /// Reads a datagram of the other side.
    ///
    /// @return false when it is no RTCP, or not in order
    public boolean read(ByteBuffer buffer, int offset, int length, long nanos) {
        if (!packets.read(buffer, offset, length, true)) {
            return false;
        }
        while (packets.next()) {
            if (packets.type() == RtcpPackets.SENDER_REPORT) {
                received.reported(packets.sender(), packets.ntp(), nanos);
            }
            for (int block = 0; block < packets.blocks(); block++) {
                if (packets.blockSsrc(block) == sent.ssrc()) {
                    sent.reported(packets, block, clock.at(nanos));
                }
            }
            hasRemoteEnded |= received.isBelieved() && packets.isByeOf(received.ssrc());
            if (remoteCname == null) {
                remoteCname = packets.cname();
            }
        }
        return true;
    }

    /// Whether the source of the received stream said goodbye. It may come back, or another one.
    public boolean hasRemoteEnded() {
        return hasRemoteEnded;
    }

    /// What the other side calls itself, null as long as it did not say.
    public @Nullable String remoteCname() {
        return remoteCname;
    }

    private void writeReport(ByteBuffer buffer, int offset, long nanos) {
        writer.begin(buffer, offset);
        sent.report(writer, clock, nanos);
        if (received.isBelieved()) {
            received.report(writer, nanos);
        }
        writer.cname(sent.ssrc(), cname);
    }

    private long interval() {
        return INTERVAL_NANOS / 2 + (long) (random.nextDouble() * INTERVAL_NANOS);
    }
}
