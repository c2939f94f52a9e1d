package dialtone.media.rtp;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Makes one steady stream of whatever is sent to a receiver: a live source, hold music, the live
/// source again, after a transfer another one.
///
/// The receiver sees one SSRC, sequence numbers without a jump and timestamps that move with real
/// time, so its jitter buffer and its SRTP context never begin anew. Within a source, gaps and the
/// distances of timestamps stay what they are: they tell the receiver what was lost.
///
/// All sources must have the clock rate of the stream. A packet is stripped to what was negotiated
/// by the caller ([RtpPacket#stripHeader]).
///
/// Threading: for the thread that sends the stream.
public final class StreamRewriter {

    private static final int TYPES = 128;
    private static final byte NOT_SENT = -1;
    private static final int SEQUENCES = 1 << 16;
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final int NO_SEQUENCE = -1;
    private static final int MAX_CLOCK_JUMP_SECONDS = 5;
    private static final int PACKETS_PER_SECOND = 50;

    /// No packet holds more than 120 ms of sound.
    private static final int MAX_PACKETS_LONG = 6;

    private final int ssrc;
    private final int clockRate;
    private final byte[] types = new byte[TYPES];

    private boolean isSwitching = true;
    private int source;
    private int sequenceOffset;
    private int timestampOffset;
    private int highestIn;
    private int lowestIn;
    private int newestIn;
    private int expectedStray = NO_SEQUENCE;

    private boolean hasSent;
    private int highestOut;
    private int newestOut;
    private long newestNanos;
    private int packetTicks;

    /// @param random gives the first sequence number and timestamp
    public StreamRewriter(int ssrc, int clockRate, RandomGenerator random) {
        this.ssrc = ssrc;
        this.clockRate = clockRate;
        Arrays.fill(types, NOT_SENT);
        // Not close to the end of its range: SRTP's index is then beyond doubt (RFC 3711 3.3.1).
        highestOut = random.nextInt(SEQUENCES / 2);
        newestOut = random.nextInt();
        packetTicks = clockRate / PACKETS_PER_SECOND;
    }

    /// Says what a payload type of sources is called in the stream. Others are not sent.
    public void map(int from, int to) {
        types[from] = (byte) to;
    }

    /// Forgets all payload types.
    public void clearTypes() {
        Arrays.fill(types, NOT_SENT);
    }

    /// The next packet is of another source, even if its SSRC is the same. A packet with another
    /// SSRC needs no word.
    public void switchSource() {
        isSwitching = true;
    }

    public int ssrc() {
        return ssrc;
    }

    /// Makes a source's packet one of the stream.
    ///
    /// Hot path: called per packet.
    ///
    /// @return false when it is not to be sent: of a payload type the receiver does not know, from
    ///     before its source began here, or so far off that it must first be seen to go on there
    public boolean rewrite(RtpPacket packet, long nanos) {
        int type = types[packet.payloadType()];
        if (type == NOT_SENT || !follow(packet, nanos)) {
            return false;
        }
        packet.setPayloadType(type);
        packet.setSsrc(ssrc);
        packet.setSequence(packet.sequence() + sequenceOffset);
        packet.setTimestamp(packet.timestamp() + timestampOffset);
        return true;
    }

    /// Takes note of a source's packet that is not sent because something else is, such as
    /// our own keypad event: the stream shows no gap in its place.
    public void omit(RtpPacket packet, long nanos) {
        if (types[packet.payloadType()] == NOT_SENT || isSwitching || packet.ssrc() != source) {
            return;
        }
        int before = highestIn;
        if (follow(packet, nanos) && !isSwitching && highestIn == (before + 1 & SEQUENCES - 1)) {
            sequenceOffset--;
            highestOut = highestOut - 1 & SEQUENCES - 1;
            lowestIn = highestIn + 1 & SEQUENCES - 1;
        }
    }

    /// Puts a packet of our own between those of the source. It has its payload type and timestamp,
    /// of [#timestampAt], already.
    public void insert(RtpPacket packet) {
        highestOut = highestOut + 1 & SEQUENCES - 1;
        sequenceOffset++;
        // The places of those that are still on their way are taken.
        lowestIn = highestIn + 1 & SEQUENCES - 1;
        packet.setSsrc(ssrc);
        packet.setSequence(highestOut);
    }

    /// Where the stream's clock is at a moment.
    public int timestampAt(long nanos) {
        return hasSent
                ? newestOut + (int) NtpClock.ticks(nanos - newestNanos, clockRate)
                : newestOut;
    }

    /// Finds the packet's place; false when it has none.
    private boolean follow(RtpPacket packet, long nanos) {
        int sequence = packet.sequence();
        int timestamp = packet.timestamp();
        if (isSwitching || packet.ssrc() != source) {
            begin(packet, nanos);
            return true;
        }
        int ahead = (short) (sequence - highestIn);
        boolean isStray = ahead > MAX_DROPOUT || ahead < -MAX_MISORDER;
        if (isStray) {
            if (sequence != expectedStray) {
                expectedStray = sequence + 1 & SEQUENCES - 1;
                return false;
            }
            begin(packet, nanos);
            return true;
        }
        expectedStray = NO_SEQUENCE;
        if (ahead <= 0) {
            return (short) (sequence - lowestIn) >= 0;
        }
        int ticks = timestamp - newestIn;
        long elapsed = NtpClock.ticks(nanos - newestNanos, clockRate);
        if (Math.abs(ticks - elapsed) > (long) clockRate * MAX_CLOCK_JUMP_SECONDS) {
            begin(packet, nanos);
            return true;
        }
        if (ahead == 1 && ticks > 0 && ticks <= MAX_PACKETS_LONG * clockRate / PACKETS_PER_SECOND) {
            packetTicks = ticks;
        }
        newest(sequence, timestamp, nanos);
        return true;
    }

    /// Lets the packet follow the last one sent: by one, and by the time that has gone by.
    private void begin(RtpPacket packet, long nanos) {
        int sequence = packet.sequence();
        int timestamp = packet.timestamp();
        long elapsed = hasSent ? NtpClock.ticks(nanos - newestNanos, clockRate) : 0;
        // What was sent last sounds for as long as its packet: nothing may begin within it.
        int ticks = (int) Math.max(elapsed, packetTicks);
        source = packet.ssrc();
        isSwitching = false;
        expectedStray = NO_SEQUENCE;
        sequenceOffset = highestOut + 1 - sequence;
        timestampOffset = newestOut + ticks - timestamp;
        highestIn = sequence;
        lowestIn = sequence;
        packet.setMarker(true);
        newest(sequence, timestamp, nanos);
    }

    private void newest(int sequence, int timestamp, long nanos) {
        hasSent = true;
        highestIn = sequence;
        if ((short) (sequence - lowestIn) > MAX_MISORDER) {
            lowestIn = sequence - MAX_MISORDER & SEQUENCES - 1;
        }
        highestOut = sequence + sequenceOffset & SEQUENCES - 1;
        newestIn = timestamp;
        newestOut = timestamp + timestampOffset;
        newestNanos = nanos;
    }
}
