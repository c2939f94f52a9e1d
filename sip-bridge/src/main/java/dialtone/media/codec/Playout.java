package dialtone.media.codec;

import java.util.random.RandomGenerator;

/// The sound of one incoming stream, 20 ms at a time, whenever they are due: for a mixer, or for
/// who listens to what is said.
///
/// How much is kept waiting follows the unevenness of arrivals. With an even stream that is
/// nothing; it grows when the sound runs out, and shrinks by leaving out a packet when more waits
/// than is needed, for example because the sender's clock is faster than ours.
///
/// *Threading*: one thread.
public final class Playout implements AutoCloseable {

    /// What [#read] gives.
    public static final int FRAME_MILLIS = 20;

    private static final int MOST_CONCEALED_FRAMES = 5;

    /// How long too much must have waited before some is left out, in frames.
    private static final int OBSERVED_FRAMES = 50;

    private static final int BLEND_MILLIS = 5;

    private final JitterBuffer buffer;
    private final AudioDecoder decoder;
    private final ComfortNoise noise;
    private final Codec codec;
    private final int frame;
    private final int mostMillis;
    private final short[] samples;
    private final short[] leftOut;

    private int count;
    private boolean isPlaying;
    private int concealedFrames;
    private long waitsSinceNanos;
    private boolean isWaiting;
    private int leastDepthMillis;
    private int observedFrames;

    /// Begins without sound.
    ///
    /// @param decoder is closed with this
    /// @param mostMillis how much may wait at most
    public Playout(Codec codec, AudioDecoder decoder, int mostMillis, RandomGenerator random) {
        this.codec = codec;
        this.decoder = decoder;
        this.mostMillis = mostMillis;
        buffer = new JitterBuffer(codec);
        noise = new ComfortNoise(random);
        frame = decoder.sampleRate() / 1000 * FRAME_MILLIS;
        int longest = decoder.sampleRate() / 1000 * AudioDecoder.LONGEST_MILLIS;
        samples = new short[frame + longest];
        leftOut = new short[longest];
    }

    /// Where packets go in.
    public JitterBuffer buffer() {
        return buffer;
    }

    /// Writes [#FRAME_MILLIS] at the decoder's rate.
    ///
    /// Hot path: called per frame.
    public void read(long nowNanos, short[] pcm, int at) {
        observe();
        while (count < frame) {
            count += isPlaying || mayPlay(nowNanos) ? play() : noise();
        }
        System.arraycopy(samples, 0, pcm, at, frame);
        count -= frame;
        System.arraycopy(samples, frame, samples, 0, count);
    }

    /// Whether enough waits to begin, or has waited long enough.
    private boolean mayPlay(long nowNanos) {
        if (!buffer.hasAny()) {
            isWaiting = false;
            return false;
        }
        if (!isWaiting) {
            isWaiting = true;
            waitsSinceNanos = nowNanos;
        }
        long target = targetMillis();
        boolean isEnough =
                depthMillis() >= target || nowNanos - waitsSinceNanos >= target * 1_000_000;
        if (isEnough) {
            isPlaying = true;
            isWaiting = false;
            concealedFrames = 0;
            forgetDepth();
        }
        return isEnough;
    }

    private int play() {
        return switch (buffer.due()) {
            case DECODE -> {
                concealedFrames = 0;
                yield decode();
            }
            case RECOVER -> {
                buffer.counters().recovered++;
                int lost = toSamples(buffer.duration());
                decoder.recover(
                        buffer.payload(), buffer.offset(), buffer.length(), samples, count, lost);
                yield lost;
            }
            case CONCEAL -> conceal(toSamples(buffer.duration()));
            case NOISE -> {
                noise.parse(buffer.payload(), buffer.offset(), buffer.length());
                isPlaying = false;
                yield 0;
            }
            case WAIT -> {
                isPlaying = ++concealedFrames <= MOST_CONCEALED_FRAMES;
                yield isPlaying ? conceal(frame) : 0;
            }
        };
    }

    private int decode() {
        boolean isTooMuch = isTooMuch();
        short[] into = isTooMuch ? leftOut : samples;
        int at = isTooMuch ? 0 : count;
        int decoded = decoder.decode(buffer.payload(), buffer.offset(), buffer.length(), into, at);
        if (decoded == 0) {
            return conceal(toSamples(buffer.duration()));
        }
        if (!isTooMuch) {
            return decoded;
        }
        buffer.counters().dropped++;
        forgetDepth();
        return buffer.due() == JitterBuffer.Step.DECODE ? decodeAfter(decoded) : keep(decoded);
    }

    /// Decodes the packet after one that is left out, and blends the two where they meet.
    private int decodeAfter(int previous) {
        int decoded =
                decoder.decode(buffer.payload(), buffer.offset(), buffer.length(), samples, count);
        int blend =
                Math.min(decoder.sampleRate() / 1000 * BLEND_MILLIS, Math.min(previous, decoded));
        for (int i = 0; i < blend; i++) {
            int mixed = leftOut[i] * (blend - i) + samples[count + i] * i;
            samples[count + i] = (short) (mixed / blend);
        }
        return decoded;
    }

    private int keep(int decoded) {
        System.arraycopy(leftOut, 0, samples, count, decoded);
        return decoded;
    }

    private int conceal(int lost) {
        buffer.counters().concealed++;
        decoder.conceal(samples, count, lost);
        return lost;
    }

    private int noise() {
        noise.fill(samples, count, frame);
        return frame;
    }

    private void observe() {
        leastDepthMillis = Math.min(leastDepthMillis, depthMillis());
        observedFrames++;
    }

    private boolean isTooMuch() {
        int depth = depthMillis();
        int wanted = targetMillis() + FRAME_MILLIS;
        return depth > mostMillis
                || (observedFrames >= OBSERVED_FRAMES && settle() > wanted && depth > wanted);
    }

    /// The least that waited while it was observed; begins to observe anew.
    private int settle() {
        int least = leastDepthMillis;
        forgetDepth();
        return least;
    }

    private void forgetDepth() {
        leastDepthMillis = Integer.MAX_VALUE;
        observedFrames = 0;
    }

    private int targetMillis() {
        return (int) Math.min(buffer.arrivals().spreadNanos() / 1_000_000, mostMillis);
    }

    private int depthMillis() {
        return buffer.depth() / (codec.clockRate() / 1000);
    }

    private int toSamples(int units) {
        int lost = units / (codec.clockRate() / 1000) * (decoder.sampleRate() / 1000);
        return Math.min(Math.max(lost, decoder.sampleRate() / 1000), leftOut.length);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
