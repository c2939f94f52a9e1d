package dialtone.media.bridge;

import dialtone.media.Leg;
import dialtone.media.MediaPort;
import dialtone.media.codec.Codec;
import dialtone.media.codec.Codecs;
import dialtone.media.codec.Playout;
import dialtone.media.codec.Resampler;
import dialtone.media.mix.Mixer;
import dialtone.media.mix.SoundSource;
import dialtone.media.rtp.RtpPacket;
import dialtone.udp.Datagrams;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.SplittableRandom;

/// One leg as a conference has it: what it says and what it hears, as samples at
/// [Mixer#SAMPLE_RATE], whatever its codec.
///
/// Threading: for the port's thread, but [#statistics()] is for any.
final class Voice implements LegEnd.Input, SoundSource, AutoCloseable {

    /// What may wait to be mixed, at most.
    private static final int MOST_MILLIS = 200;

    private final Leg leg;
    private final LegEnd end;
    private final Playout playout;
    private final Resampler fromLeg;
    private final Resampler toLeg;
    private final int legFrame;
    private final byte[] payload = new byte[Relay.MOST_BYTES];
    private final short[] decoded;
    private final short[] said = new short[Mixer.FRAME];
    private final short[] heard = new short[Mixer.FRAME];
    private boolean isClosed;

    Voice(MediaPort port, Codecs codecs, Leg leg, AudioFormat format, SecureRandom random) {
        this.leg = leg;
        end = new LegEnd(port, codecs, leg, format, random);
        end.input(this);
        Codec codec = format.codec();
        int rate = codec.sampleRate();
        playout =
                new Playout(
                        codec,
                        codecs.decoder(codec, rate),
                        MOST_MILLIS,
                        new SplittableRandom(random.nextLong()));
        fromLeg = new Resampler(rate, Mixer.SAMPLE_RATE);
        toLeg = new Resampler(Mixer.SAMPLE_RATE, rate);
        legFrame = rate / 1000 * Playout.FRAME_MILLIS;
        decoded = new short[legFrame];
    }

    /// Takes the leg's packets, and sends it what it hears.
    void begin() {
        end.out().play(_ -> this);
        leg.receiver(end);
    }

    /// Hot path: called per packet.
    @Override
    public void take(Kind kind, Datagrams packets, int slot, RtpPacket packet, long nowNanos) {
        int ssrc = packet.ssrc();
        int sequence = packet.sequence();
        int timestamp = packet.timestamp();
        if (kind == Kind.EVENT) {
            // A key is nothing that the others want to hear.
            playout.buffer().putOther(ssrc, sequence, timestamp, nowNanos);
            return;
        }
        int length = Relay.copyPayload(packet, payload);
        if (kind == Kind.NOISE) {
            playout.buffer().putNoise(ssrc, sequence, timestamp, nowNanos, payload, 0, length);
        } else {
            playout.buffer().put(ssrc, sequence, timestamp, nowNanos, payload, 0, length);
        }
    }

    /// Takes the next 20 ms that the leg says.
    ///
    /// Hot path: called per tick.
    ///
    /// @param isMuted whether that is to be silence
    void listen(long nowNanos, boolean isMuted) {
        playout.read(nowNanos, decoded, 0);
        if (isMuted) {
            Arrays.fill(said, (short) 0);
        } else {
            fromLeg.resample(decoded, 0, legFrame, said, 0);
        }
    }

    /// What [#listen(long, boolean)] took.
    short[] said() {
        return said;
    }

    /// Gives the next 20 ms to hear.
    ///
    /// Hot path: called per tick.
    void hear(int[] sum) {
        for (int i = 0; i < Mixer.FRAME; i++) {
            heard[i] = (short) Math.clamp(sum[i], Short.MIN_VALUE, Short.MAX_VALUE);
        }
    }

    /// Hot path: called per tick.
    void hear(short[] sound) {
        System.arraycopy(sound, 0, heard, 0, Mixer.FRAME);
    }

    /// Writes what is heard, for the outgoing stream: always 20 ms, once per tick.
    @Override
    public void fill(short[] pcm, int at, int samples) {
        toLeg.resample(heard, 0, Mixer.FRAME, pcm, at);
    }

    /// Hot path: called per tick.
    void tick(long nowNanos) {
        end.tick(nowNanos);
    }

    LegStatistics statistics() {
        return end.statistics();
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            end.close();
            playout.close();
        }
    }
}
