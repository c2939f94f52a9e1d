package dialtone.media.rtp;

/// What came of a stream and what did not: extended sequence numbers, loss and jitter (RFC 3550
/// A.1, A.3, A.8), duplicates and late packets.
///
/// A sender that begins anew, with another SSRC or far away in the sequence, begins a new stream in
/// reports, as the RFC wants, but not in the totals of the call.
///
/// Threading: for the thread that receives the stream.
public final class ReceiveStatistics {

    private static final int SEQUENCES = 1 << 16;
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final int PROBATION_PACKETS = 2;
    private static final int NO_SEQUENCE = -1;
    private static final int JITTER_SHIFT = 4;
    private static final int JITTER_ROUNDING = 8;
    private static final int FRACTION = 256;

    private final int probationPackets;

    private boolean hasSource;
    private int ssrc;
    private int clockRate;
    private int probation;

    /// Sequence numbers extended by how often they went round.
    private long base;

    private long highest;
    private int expectedStray;

    /// Bit n: `highest - n` came.
    private long recent;

    private long came;
    private long unique;
    private long expectedReported;
    private long cameReported;

    private boolean hasTransit;
    private long firstNanos;
    private int lastTransit;
    private int lastTimestamp;
    private int scaledJitter;

    private boolean hasReport;
    private int lastReport;
    private long lastReportNanos;

    private long expectedBefore;
    private long uniqueBefore;
    private long duplicates;
    private long late;
    private long restarts;
    private long expectedSampled;
    private long uniqueSampled;

    private ReceiveStatistics(int probationPackets) {
        this.probationPackets = probationPackets;
    }

    /// For a stream that anybody could have made up: it is believed from its second packet on.
    public static ReceiveStatistics onProbation() {
        return new ReceiveStatistics(PROBATION_PACKETS);
    }

    /// For a stream that is authenticated: it is believed at once.
    public static ReceiveStatistics trusting() {
        return new ReceiveStatistics(0);
    }

    /// Takes a packet into account.
    ///
    /// Hot path: called per packet.
    ///
    /// @param rate how far timestamps move in a second
    /// @param sequence from 0 to 65535
    public Arrival received(int source, int rate, int sequence, int timestamp, long nanos) {
        if (!hasSource || source != ssrc) {
            begin(source, sequence);
            probation = probationPackets;
        }
        if (rate != clockRate) {
            clockRate = rate;
            hasTransit = false;
            scaledJitter = 0;
        }
        Arrival arrival = probation > 0 ? onProbation(sequence) : inStream(sequence);
        if (arrival == Arrival.NEWEST || arrival == Arrival.LATE) {
            measureJitter(timestamp, nanos);
        }
        return arrival;
    }

    /// Takes a sender report of the stream into account, for our next report about it.
    public void reported(int source, long ntp, long nanos) {
        if (hasSource && source == ssrc) {
            hasReport = true;
            lastReport = NtpClock.middle(ntp);
            lastReportNanos = nanos;
        }
    }

    /// Whether there is a stream to report about.
    public boolean isBelieved() {
        return hasSource && probation == 0 && unique > 0;
    }

    /// The stream's source, when there is one.
    public int ssrc() {
        return ssrc;
    }

    /// Packets of all streams, each counted once.
    public long packets() {
        return uniqueBefore + unique;
    }

    /// Packets that should have come and did not. Late ones are taken back.
    public long lost() {
        return Math.max(0, expectedBefore + expected() - packets());
    }

    public long duplicates() {
        return duplicates;
    }

    public long late() {
        return late;
    }

    /// How often the sender began anew.
    public long restarts() {
        return restarts;
    }

    public double jitterMillis() {
        return clockRate == 0 ? 0 : (scaledJitter >> JITTER_SHIFT) * 1000.0 / clockRate;
    }

    /// How the stream sounds since the last time this was asked.
    ///
    /// @param roundTripMillis as [SendStatistics#roundTripMillis] has it
    public Quality sample(CodecLoss codec, double roundTripMillis) {
        long expected = expectedBefore + expected() - expectedSampled;
        long got = packets() - uniqueSampled;
        expectedSampled += expected;
        uniqueSampled += got;
        double loss = expected <= 0 ? 0 : Math.clamp(1 - (double) got / expected, 0.0, 1.0);
        return Quality.of(codec, got, loss, jitterMillis(), roundTripMillis);
    }

    /// Adds the block about this stream to a report, and begins the interval of the next.
    void report(RtcpWriter writer, long nanos) {
        long expected = expected();
        long expectedInterval = expected - expectedReported;
        long lostInterval = expectedInterval - (came - cameReported);
        expectedReported = expected;
        cameReported = came;
        int fraction =
                expectedInterval <= 0 || lostInterval <= 0
                        ? 0
                        : (int) Math.min(FRACTION - 1, lostInterval * FRACTION / expectedInterval);
        writer.block(
                ssrc,
                fraction,
                Math.clamp(expected - came, Integer.MIN_VALUE, Integer.MAX_VALUE),
                (int) highest,
                scaledJitter >> JITTER_SHIFT,
                hasReport ? lastReport : 0,
                hasReport ? NtpClock.units(nanos - lastReportNanos) : 0);
    }

    private void begin(int source, int sequence) {
        if (hasSource) {
            restarts++;
        }
        hasSource = true;
        ssrc = source;
        hasReport = false;
        restart(sequence);
    }

    /// Sets a stream's books back; its first packet is not counted yet.
    private void restart(int sequence) {
        expectedBefore += expected();
        uniqueBefore += unique;
        // One round up, so that packets from before the first have numbers as well.
        base = (long) SEQUENCES + sequence;
        highest = base - 1;
        recent = 0;
        came = 0;
        unique = 0;
        expectedReported = 0;
        cameReported = 0;
        expectedStray = NO_SEQUENCE;
        hasTransit = false;
        scaledJitter = 0;
    }

    private long expected() {
        return hasSource && unique > 0 ? highest - base + 1 : 0;
    }

    private Arrival onProbation(int sequence) {
        boolean isFirst = highest < base && unique == 0 && probation == probationPackets;
        boolean follows = sequence == ((int) (highest + 1) & SEQUENCES - 1);
        if (!isFirst && !follows) {
            probation = probationPackets;
        }
        restart(sequence);
        probation--;
        if (probation > 0) {
            highest = base;
            return Arrival.PROBATION;
        }
        return inStream(sequence);
    }

    private Arrival inStream(int sequence) {
        int ahead = (short) (sequence - (int) highest);
        if (ahead > MAX_DROPOUT || ahead < -MAX_MISORDER) {
            if (sequence != expectedStray) {
                expectedStray = sequence + 1 & SEQUENCES - 1;
                return Arrival.STRAY;
            }
            restarts++;
            restart(sequence);
            ahead = 1;
        }
        expectedStray = NO_SEQUENCE;
        return ahead > 0 ? newest(ahead) : earlier(-ahead);
    }

    private Arrival newest(int ahead) {
        highest += ahead;
        recent = ahead >= Long.SIZE ? 1 : recent << ahead | 1;
        came++;
        unique++;
        return Arrival.NEWEST;
    }

    private Arrival earlier(int behind) {
        came++;
        boolean isOutOfSight = behind >= Long.SIZE;
        if (isOutOfSight || (recent & 1L << behind) != 0) {
            duplicates++;
            return Arrival.DUPLICATE;
        }
        recent |= 1L << behind;
        unique++;
        late++;
        // One from before the first: it was expected as well.
        base = Math.min(base, highest - behind);
        return Arrival.LATE;
    }

    /// RFC 3550 A.8. Packets that share a timestamp, as those of one keypad event do, tell nothing.
    private void measureJitter(int timestamp, long nanos) {
        if (!hasTransit) {
            hasTransit = true;
            firstNanos = nanos;
            lastTransit = -timestamp;
            lastTimestamp = timestamp;
            return;
        }
        if (timestamp == lastTimestamp) {
            return;
        }
        int transit = (int) NtpClock.ticks(nanos - firstNanos, clockRate) - timestamp;
        int difference = Math.abs(transit - lastTransit);
        lastTransit = transit;
        lastTimestamp = timestamp;
        // A sender may set its clock anew without a word: that is no jitter.
        if (difference < clockRate) {
            scaledJitter += difference - ((scaledJitter + JITTER_ROUNDING) >> JITTER_SHIFT);
        }
    }
}
