package dialtone.media.mix;

import java.io.IOException;
import java.nio.file.Path;

import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/// What somebody has said into a WAV file, to be played.
///
/// Threading: immutable.
public final class Recording {

    private static final int MAX_SECONDS = 600;
    private static final int MAX_CHANNELS = 2;
    private static final int BITS = 16;

    private final int sampleRate;
    private final short[] samples;

    private Recording(int sampleRate, short[] samples) {
        this.sampleRate = sampleRate;
        this.samples = samples;
    }

    /// Reads a file, of several channels their mean.
    ///
    /// @throws IOException when it cannot be read, or is none of 16 bits and up to ten minutes; it
    ///     says which
    public static Recording read(Path file) throws IOException {
        try (AudioInputStream in = AudioSystem.getAudioInputStream(file.toFile())) {
            AudioFormat format = in.getFormat();
            int channels = format.getChannels();
            int rate = (int) format.getSampleRate();
            if (!AudioFormat.Encoding.PCM_SIGNED.equals(format.getEncoding())
                    || format.getSampleSizeInBits() != BITS
                    || channels < 1
                    || channels > MAX_CHANNELS
                    || rate < 1) {
                throw new IOException(
                        "it is no sound of 16 bits with one or two channels, but " + format);
            }
            byte[] bytes = in.readNBytes(MAX_SECONDS * rate * channels * 2 + 1);
            if (bytes.length > MAX_SECONDS * rate * channels * 2) {
                throw new IOException("it is longer than ten minutes");
            }
            return new Recording(rate, samples(bytes, channels, format.isBigEndian()));
        } catch (UnsupportedAudioFileException e) {
            throw new IOException("it is no sound (expected: a WAV file)", e);
        }
    }

    private static short[] samples(byte[] bytes, int channels, boolean isBigEndian) {
        short[] samples = new short[bytes.length / 2 / channels];
        for (int i = 0; i < samples.length; i++) {
            int sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                int at = 2 * (i * channels + channel);
                int high = bytes[isBigEndian ? at : at + 1];
                int low = bytes[isBigEndian ? at + 1 : at] & 0xff;
                sum += high << 8 | low;
            }
            samples[i] = (short) (sum / channels);
        }
        return samples;
    }

    /// Plays it once, and then silence.
    ///
    /// @param rate in Hz
    public SoundSource at(int rate) {
        return new SoundSource() {

            private double position;

            @Override
            public void fill(short[] pcm, int at, int count) {
                for (int i = 0; i < count; i++) {
                    pcm[at + i] = sample(position);
                    position += (double) sampleRate / rate;
                }
            }
        };
    }

    /// Between two samples the straight line: speech over a telephone asks for no more.
    private short sample(double position) {
        int index = (int) position;
        if (index + 1 >= samples.length) {
            return 0;
        }
        double rest = position - index;
        return (short) (samples[index] * (1 - rest) + samples[index + 1] * rest);
    }

    /// How long it is.
    public int millis() {
        return (int) (samples.length * 1000L / sampleRate);
    }
}
