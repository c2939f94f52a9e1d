package dialtone.media.codec;

import java.util.Arrays;

/// Puts the packets of one stream in order and says what to do about those that are missing.
///
/// There are two ways to take packets out. [#next] gives each as it arrives and waits only where
/// one is missing: for who passes the sound on as packets, and leaves it to the other end to play
/// evenly. [#due] never waits: for who needs sound now, see [Playout].
///
/// Time is told in units of the codec's RTP clock. What the sender says about it is believed as
/// long as it agrees with the time of arrival.
///
/// *Threading*: one thread.
public final class JitterBuffer {

    /// What comes next.
    public enum Step {
        /// Nothing yet.
        WAIT,
        /// A packet: decode [#payload], after [#gap] units of silence.
        DECODE,
        /// A packet is lost, and [#payload] is the one after it, which can tell what it was.
        RECOVER,
        /// A packet of [#duration] units is lost.
        CONCEAL,
        /// The sender describes its silence in [#payload].
        NOISE
    }

    /// The longest payload that is taken.
    static final int SLOT_BYTES = 1280;

    private static final int SLOTS = 32;

    /// Sequence numbers further behind or ahead are another stream's (RFC 3550 appendix A.1).
    private static final int MOST_BEHIND = 100;

    private static final int MOST_AHEAD = 3000;

    /// After so much nobody believes a repetition any more.
    private static final int MOST_CONCEALED_MILLIS = 120;

    private static final int NONE = -1;

    private enum Kind {
        EMPTY,
        AUDIO,
        NOISE,
        OTHER
    }

    private final Codec codec;
    private final ArrivalTimes arrivals;
    private final JitterCounters counters = new JitterCounters();

    private final Kind[] kinds = new Kind[SLOTS];
    private final int[] timestamps = new int[SLOTS];
    private final int[] durations = new int[SLOTS];
    private final int[] lengths = new int[SLOTS];
    private final long[] times = new long[SLOTS];
    private final byte[] payloads = new byte[SLOTS * SLOT_BYTES];

    private boolean isStarted;
    private int ssrc;
    private int nextSequence;
    private int nextTimestamp;
    private int waiting;

    /// A sequence number that would follow a jump; one packet alone can be a stray.
    private int afterJump = NONE;

    /// Bit i: the packet i + 1 before the next was there.
    private long taken;

    /// Since when there is a packet behind a missing one; meaningful while one is missing.
    private long gapSinceNanos;

    private boolean isGap;
    private boolean isOtherClock;
    private boolean isQuiet;
    private int lastTimestamp;
    private int lastDuration;
    private long lastNanos;

    private int current;
    private int gap;
    private int duration;

    public JitterBuffer(Codec codec) {
        this.codec = codec;
        arrivals = new ArrivalTimes(codec.clockRate());
        Arrays.fill(kinds, Kind.EMPTY);
    }

    /// Takes a packet of sound; the payload is copied.
    ///
    /// Hot path: called per packet.
    public void put(
            int ssrc,
            int sequence,
            int timestamp,
            long arrivalNanos,
            byte[] payload,
            int offset,
            int length) {
        int units = length > SLOT_BYTES ? 0 : codec.duration(payload, offset, length);
        if (units == 0) {
            counters.damaged++;
            return;
        }
        int slot = place(ssrc, sequence, arrivalNanos);
        if (slot != NONE) {
            System.arraycopy(payload, offset, payloads, slot * SLOT_BYTES, length);
            fill(slot, Kind.AUDIO, timestamp, units, length, arrivalNanos);
            arrivals.arrived(timestamp, arrivalNanos, units);
        }
    }

    /// Takes a packet of comfort noise.
    public void putNoise(
            int ssrc,
            int sequence,
            int timestamp,
            long arrivalNanos,
            byte[] payload,
            int offset,
            int length) {
        int slot = length > SLOT_BYTES ? NONE : place(ssrc, sequence, arrivalNanos);
        if (slot != NONE) {
            System.arraycopy(payload, offset, payloads, slot * SLOT_BYTES, length);
            fill(slot, Kind.NOISE, timestamp, 0, length, arrivalNanos);
        }
    }

    /// Knows of a packet that is no sound but has a sequence number of this stream: a digit's.
    public void putOther(int ssrc, int sequence, int timestamp, long arrivalNanos) {
        int slot = place(ssrc, sequence, arrivalNanos);
        if (slot != NONE) {
            fill(slot, Kind.OTHER, timestamp, 0, 0, arrivalNanos);
        }
    }

    private void fill(int slot, Kind kind, int timestamp, int units, int length, long nanos) {
        kinds[slot] = kind;
        timestamps[slot] = timestamp;
        durations[slot] = units;
        lengths[slot] = length;
        times[slot] = nanos;
    }

    /// Finds the slot for a sequence number; [#NONE] for a packet that is not wanted.
    private int place(int from, int sequence, long nanos) {
        counters.received++;
        if (!isStarted) {
            isStarted = true;
            ssrc = from;
            nextSequence = sequence;
            isOtherClock = true;
        } else if (from != ssrc) {
            ssrc = from;
            isOtherClock = true;
            restart(sequence);
        } else if (!isNear(sequence)) {
            return NONE;
        }
        int ahead = (short) (sequence - nextSequence);
        if (ahead < 0) {
            missed(-ahead, nanos);
            return NONE;
        }
        int slot = sequence & SLOTS - 1;
        if (kinds[slot] != Kind.EMPTY) {
            counters.duplicates++;
            return NONE;
        }
        if (isGap && ahead == 0) {
            counters.reordered++;
            arrivals.cameLate(nanos - gapSinceNanos);
            isGap = false;
        } else if (!isGap && ahead > 0 && kinds[nextSequence & SLOTS - 1] == Kind.EMPTY) {
            isGap = true;
            gapSinceNanos = nanos;
        }
        waiting++;
        return slot;
    }

    /// Whether the sequence number is one we have room for, after a jump to it if that is believed.
    private boolean isNear(int sequence) {
        int ahead = (short) (sequence - nextSequence);
        if (ahead >= -MOST_BEHIND && ahead < SLOTS) {
            afterJump = NONE;
            return true;
        }
        boolean isPause = ahead >= SLOTS && ahead < MOST_AHEAD;
        if (isPause || sequence == afterJump) {
            if (isPause) {
                counters.lost += ahead - waiting;
            }
            restart(sequence);
            return true;
        }
        afterJump = sequence + 1 & 0xFFFF;
        return false;
    }

    private void restart(int sequence) {
        counters.restarts++;
        Arrays.fill(kinds, Kind.EMPTY);
        waiting = 0;
        taken = 0;
        isGap = false;
        afterJump = NONE;
        nextSequence = sequence;
        arrivals.restart();
    }

    private void missed(int behind, long nanos) {
        boolean wasThere = behind > Long.SIZE || (taken >>> (behind - 1) & 1) == 1;
        if (wasThere) {
            counters.duplicates++;
        } else {
            counters.late++;
            arrivals.cameLate(nanos - gapSinceNanos);
        }
    }

    /// What comes next for who passes packets on as they come. Call it until it says [Step#WAIT],
    /// after each packet and at [#deadlineNanos].
    ///
    /// Hot path: called per packet.
    public Step next(long nowNanos) {
        boolean hasPatience = nowNanos - gapSinceNanos < arrivals.patienceNanos();
        return step(isGap && hasPatience);
    }

    /// What comes next for who needs sound now; [Step#WAIT] if there is nothing.
    public Step due() {
        return step(false);
    }

    private Step step(boolean waitsForMissing) {
        while (waiting > 0) {
            int slot = nextSequence & SLOTS - 1;
            if (kinds[slot] != Kind.EMPTY) {
                Step step = take(slot);
                if (step != Step.WAIT) {
                    return step;
                }
            } else if (waitsForMissing) {
                return Step.WAIT;
            } else if (isLostForSound()) {
                return current == NONE ? Step.CONCEAL : Step.RECOVER;
            }
        }
        return Step.WAIT;
    }

    private Step take(int slot) {
        Kind kind = kinds[slot];
        kinds[slot] = Kind.EMPTY;
        waiting--;
        current = slot;
        pass(1, true);
        if (kind == Kind.OTHER) {
            isQuiet = true;
            return Step.WAIT;
        }
        gap = silenceBefore(slot);
        duration = durations[slot];
        nextTimestamp = timestamps[slot] + duration;
        lastTimestamp = timestamps[slot];
        lastNanos = times[slot];
        lastDuration = duration > 0 ? duration : lastDuration;
        isOtherClock = false;
        isQuiet = kind == Kind.NOISE;
        return isQuiet ? Step.NOISE : Step.DECODE;
    }

    /// The sender's clock, or that of arrivals where the sender's has jumped.
    private int silenceBefore(int slot) {
        if (lastDuration == 0) {
            return 0;
        }
        int elapsed = (int) ((times[slot] - lastNanos) * codec.clockRate() / 1_000_000_000L);
        int moved = timestamps[slot] - lastTimestamp;
        boolean agrees = Math.abs((long) moved - elapsed) <= codec.clockRate();
        int silence =
                agrees && !isOtherClock ? timestamps[slot] - nextTimestamp : elapsed - lastDuration;
        return Math.max(silence, 0);
    }

    /// Gives up the next packet. Whether there is something to be heard in its place; if not, the
    /// packet after it will follow a gap.
    private boolean isLostForSound() {
        int missing = 1;
        while (kinds[nextSequence + missing & SLOTS - 1] == Kind.EMPTY) {
            missing++;
        }
        int after = nextSequence + missing & SLOTS - 1;
        if (isQuiet
                || missing * lastDuration > codec.clockRate() / 1000 * MOST_CONCEALED_MILLIS
                || isOtherClock) {
            counters.lost += missing;
            pass(missing, false);
            return false;
        }
        counters.lost++;
        int units = (timestamps[after] - nextTimestamp) / missing;
        duration = units > 0 && units <= 2 * lastDuration ? units : lastDuration;
        gap = 0;
        boolean canTell =
                missing == 1 && kinds[after] == Kind.AUDIO && codec.hasForwardErrorCorrection();
        current = canTell ? after : NONE;
        nextTimestamp += duration;
        pass(1, false);
        return true;
    }

    /// Goes on by so many sequence numbers.
    private void pass(int packets, boolean wereThere) {
        taken = packets < Long.SIZE ? taken << packets : 0;
        if (wereThere) {
            taken |= 1;
        }
        nextSequence = (nextSequence + packets) & 0xFFFF;
        isGap = waiting > 0 && kinds[nextSequence & (SLOTS - 1)] == Kind.EMPTY;
        if (isGap) {
            gapSinceNanos = oldestNanos();
        }
    }

    /// When the first of those came that wait.
    private long oldestNanos() {
        long oldest = Long.MAX_VALUE;
        for (int i = 0; i < SLOTS; i++) {
            oldest = kinds[i] == Kind.EMPTY ? oldest : Math.min(oldest, times[i]);
        }
        return oldest;
    }

    /// When [#next] is to be called again even if no packet comes; [Long#MAX_VALUE] for never.
    public long deadlineNanos() {
        return isGap ? gapSinceNanos + arrivals.patienceNanos() : Long.MAX_VALUE;
    }

    /// The bytes that [#offset] and [#length] are about, until the next call.
    public byte[] payload() {
        return payloads;
    }

    public int offset() {
        return current * SLOT_BYTES;
    }

    public int length() {
        return lengths[current];
    }

    /// Units of silence before the packet.
    public int gap() {
        return gap;
    }

    /// Units that the packet lasts, or the lost one did.
    public int duration() {
        return duration;
    }

    /// Units from the next packet to the end of the last.
    int depth() {
        int newest = 0;
        for (int i = 0; i < SLOTS; i++) {
            int slot = nextSequence + i & SLOTS - 1;
            if (kinds[slot] == Kind.AUDIO) {
                newest = (i + 1) * durations[slot];
            }
        }
        return waiting == 0 ? 0 : newest;
    }

    /// Whether there is a packet of sound, however old.
    boolean hasAny() {
        return waiting > 0;
    }

    ArrivalTimes arrivals() {
        return arrivals;
    }

    JitterCounters counters() {
        return counters;
    }

    public JitterStatistics statistics() {
        return counters.with(arrivals);
    }
}
