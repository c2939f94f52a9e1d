package dialtone.media.rtp;

/// What was sent of a stream, and what the other side reports of it.
///
/// Threading: for the thread that sends the stream.
public final class SendStatistics {

    private static final int UNITS_PER_SECOND = 1 << 16;
    private static final double FRACTION = 256;

    /// Longer than any path: such a report does not answer one of ours.
    private static final int MAX_ROUND_TRIP = 30 * UNITS_PER_SECOND;

    private final int ssrc;
    private final int clockRate;

    private long packets;
    private long octets;
    private long packetsReported;
    private int timestamp;
    private long timestampNanos;

    private boolean hasBlock;
    private double lossRatio;
    private long lost;
    private double jitterMillis;
    private double roundTripMillis;

    /// @param ssrc the one of every packet of the stream
    /// @param clockRate how far its timestamps move in a second
    public SendStatistics(int ssrc, int clockRate) {
        this.ssrc = ssrc;
        this.clockRate = clockRate;
    }

    /// Takes a packet that was sent into account.
    ///
    /// Hot path: called per packet.
    public void sent(int packetTimestamp, int payloadBytes, long nanos) {
        // The packets of a keypad event stay at its begin: the first of them tells the time.
        if (packets == 0 || packetTimestamp != timestamp) {
            timestamp = packetTimestamp;
            timestampNanos = nanos;
        }
        packets++;
        octets += payloadBytes;
    }

    public int ssrc() {
        return ssrc;
    }

    public long packets() {
        return packets;
    }

    /// Of payload.
    public long octets() {
        return octets;
    }

    /// Whether the other side has reported about the stream.
    public boolean hasReport() {
        return hasBlock;
    }

    /// Packets the other side misses, as it last said.
    public long lost() {
        return lost;
    }

    /// 0 as long as it is not known.
    public double roundTripMillis() {
        return roundTripMillis;
    }

    /// How the stream sounds there, as the other side last said.
    public Quality quality(CodecLoss codec) {
        return Quality.of(codec, packets, lossRatio, jitterMillis, roundTripMillis);
    }

    /// Reads a report block about this stream.
    void reported(RtcpPackets report, int block, long ntpNow) {
        hasBlock = true;
        lossRatio = report.fractionLost(block) / FRACTION;
        lost = Math.max(0, report.cumulativeLost(block));
        jitterMillis = Integer.toUnsignedLong(report.jitter(block)) * 1000.0 / clockRate;
        if (report.lastReport(block) != 0) {
            int units =
                    NtpClock.middle(ntpNow)
                            - report.lastReport(block)
                            - report.delaySinceLastReport(block);
            if (units < MAX_ROUND_TRIP && units > -UNITS_PER_SECOND) {
                // Roundings can make a very short way negative.
                roundTripMillis = Math.max(0, units) * 1000.0 / UNITS_PER_SECOND;
            }
        }
    }

    /// Begins a report: a sender's if packets went out since the last one (RFC 3550 section 6.4).
    void report(RtcpWriter writer, NtpClock clock, long nanos) {
        if (packets == packetsReported) {
            writer.receiverReport(ssrc);
            return;
        }
        packetsReported = packets;
        int now = timestamp + (int) NtpClock.ticks(nanos - timestampNanos, clockRate);
        writer.senderReport(ssrc, clock.at(nanos), now, (int) packets, (int) octets);
    }
}
