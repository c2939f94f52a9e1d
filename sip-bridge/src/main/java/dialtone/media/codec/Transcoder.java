package dialtone.media.codec;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Makes a stream of one codec from a stream of another, each packet as it arrives.
///
/// Nothing waits unless a packet is missing. The lost one is then told by the next (Opus), or
/// made up, so that the other end gets an unbroken stream whose timestamps move like time does.
/// Pauses of the sender are pauses here.
///
/// *Threading*: one thread.
public final class Transcoder implements AutoCloseable {

    /// Takes the packets.
    @FunctionalInterface
    public interface Output {

        /// Takes one packet of the stream.
        ///
        /// @param marker whether sound begins here, after silence
        /// @param payload to be read before the method returns
        void packet(
                int sequence,
                int timestamp,
                boolean marker,
                byte[] payload,
                int offset,
                int length);
    }

    /// All clocks divide it.
    private static final int TICKS_PER_SECOND = 48_000;

    private final Codec from;
    private final Codec to;
    private final Output output;
    private final JitterBuffer buffer;
    private final AudioDecoder decoder;
    private final AudioEncoder encoder;
    private final Resampler resampler;
    private final ComfortNoise noise;

    private final int packetSamples;
    private final short[] decoded;
    private final short[] samples;
    private final byte[] payload = new byte[AudioEncoder.MOST_BYTES];

    private int count;
    private int sequence;
    private final int firstTimestamp;
    private boolean isBeginning = true;

    /// How far the incoming stream has come, and the outgoing, in 48000ths of a second.
    private long inTicks;

    private long outTicks;

    /// Opens decoder and encoder.
    ///
    /// @param packetMillis of the outgoing packets: 10, 20, 40 or 60
    /// @param random for what no stranger shall guess: first sequence number and timestamp
    public Transcoder(
            Codecs codecs,
            Codec from,
            Codec to,
            int packetMillis,
            RandomGenerator random,
            Output output) {
        this.from = from;
        this.to = to;
        this.output = output;
        int decoderRate = from == Codec.OPUS ? to.sampleRate() : from.sampleRate();
        int encoderRate = to == Codec.OPUS ? decoderRate : to.sampleRate();
        buffer = new JitterBuffer(from);
        decoder = codecs.decoder(from, decoderRate);
        encoder = codecs.encoder(to, encoderRate);
        resampler = new Resampler(decoderRate, encoderRate);
        noise = new ComfortNoise(random);
        packetSamples = encoderRate / 1000 * packetMillis;
        decoded = new short[decoderRate / 1000 * AudioDecoder.LONGEST_MILLIS];
        samples = new short[packetSamples + encoderRate / 1000 * AudioDecoder.LONGEST_MILLIS];
        sequence = random.nextInt(1 << 16);
        firstTimestamp = random.nextInt();
    }

    /// Takes a packet of sound, and gives what comes of it.
    ///
    /// Hot path: called per packet.
    public void receive(
            int ssrc,
            int sequence,
            int timestamp,
            long nowNanos,
            byte[] payload,
            int offset,
            int length) {
        buffer.put(ssrc, sequence, timestamp, nowNanos, payload, offset, length);
        poll(nowNanos);
    }

    /// Takes a packet of comfort noise (RFC 3389).
    public void receiveNoise(
            int ssrc,
            int sequence,
            int timestamp,
            long nowNanos,
            byte[] payload,
            int offset,
            int length) {
        buffer.putNoise(ssrc, sequence, timestamp, nowNanos, payload, offset, length);
        poll(nowNanos);
    }

    /// Knows of a packet that goes another way, a digit's: it is not missing.
    public void receiveOther(int ssrc, int sequence, int timestamp, long nowNanos) {
        buffer.putOther(ssrc, sequence, timestamp, nowNanos);
        poll(nowNanos);
    }

    /// Gives what need not wait any longer; to be called at [#deadlineNanos].
    public void poll(long nowNanos) {
        while (true) {
            switch (buffer.next(nowNanos)) {
                case WAIT -> {
                    return;
                }
                case DECODE -> decode();
                case RECOVER -> recover();
                case CONCEAL -> conceal();
                case NOISE -> noise();
            }
        }
    }

    /// When to poll even if no packet comes; [Long#MAX_VALUE] for never.
    public long deadlineNanos() {
        return buffer.deadlineNanos();
    }

    /// Tells how many of a hundred packets the receiver of our stream misses.
    public void expectLoss(int percent) {
        encoder.expectLoss(percent);
    }

    public JitterStatistics statistics() {
        return buffer.statistics();
    }

    private void decode() {
        inTicks += toTicks(buffer.gap());
        int length = decoder.decode(buffer.payload(), buffer.offset(), buffer.length(), decoded, 0);
        if (length == 0) {
            conceal();
        } else {
            add(length, buffer.duration());
        }
    }

    private void recover() {
        buffer.counters().recovered++;
        int lost = toSamples(buffer.duration());
        decoder.recover(buffer.payload(), buffer.offset(), buffer.length(), decoded, 0, lost);
        add(lost, buffer.duration());
    }

    private void conceal() {
        buffer.counters().concealed++;
        int lost = toSamples(buffer.duration());
        decoder.conceal(decoded, 0, lost);
        add(lost, buffer.duration());
    }

    /// One packet of noise: what is silent after it is filled by the receiver with the like.
    private void noise() {
        inTicks += toTicks(buffer.gap());
        noise.parse(buffer.payload(), buffer.offset(), buffer.length());
        catchUp();
        noise.fill(samples, count, packetSamples);
        advance(packetSamples);
    }

    private void add(int length, int units) {
        catchUp();
        int resampled = resampler.resample(decoded, 0, length, samples, count);
        inTicks += toTicks(units);
        advance(resampled);
    }

    /// Lets the outgoing stream pass the time that the incoming one was silent.
    private void catchUp() {
        int ticksPerSample = TICKS_PER_SECOND / encoder.sampleRate();
        long behind = (inTicks - outTicks) / ticksPerSample;
        if (behind <= 0) {
            return;
        }
        if (count > 0) {
            int silence = (int) Math.min(behind, packetSamples - count);
            Arrays.fill(samples, count, count + silence, (short) 0);
            behind -= silence;
            advance(silence);
        }
        if (behind > 0) {
            outTicks += behind * ticksPerSample;
            isBeginning = true;
        }
    }

    /// Counts samples that were written, and sends what makes a packet.
    private void advance(int written) {
        int ticksPerSample = TICKS_PER_SECOND / encoder.sampleRate();
        count += written;
        outTicks += (long) written * ticksPerSample;
        int sent = 0;
        while (count - sent >= packetSamples) {
            int length = encoder.encode(samples, sent, packetSamples, payload, 0);
            long ticks = outTicks - (long) (count - sent) * ticksPerSample;
            int timestamp = firstTimestamp + (int) (ticks * to.clockRate() / TICKS_PER_SECOND);
            output.packet(sequence, timestamp, isBeginning, payload, 0, length);
            sequence = sequence + 1 & 0xFFFF;
            isBeginning = false;
            sent += packetSamples;
        }
        count -= sent;
        System.arraycopy(samples, sent, samples, 0, count);
    }

    private long toTicks(int units) {
        return (long) units * (TICKS_PER_SECOND / from.clockRate());
    }

    private int toSamples(int units) {
        int lost = (int) ((long) units * decoder.sampleRate() / from.clockRate());
        return Math.min(lost, decoded.length);
    }

    @Override
    public void close() {
        decoder.close();
        encoder.close();
    }
}
