package dialtone.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

/// Both forms of Opus pass the same tests, and understand each other.
class OpusTest {

    private static final Codecs SYSTEM = Codecs.open(null, OpusSettings.DEFAULTS);
    private static final Codecs JAVA = Codecs.inJava(OpusSettings.DEFAULTS);

    @Nested
    class OfTheSystem extends Both {

        @Override
        Codecs encoding() {
            assumeTrue(SYSTEM.opusForm().startsWith("libopus"));
            return SYSTEM;
        }

        @Override
        Codecs decoding() {
            return SYSTEM;
        }

        @Test
        void refusesToBeUsedWhenClosed() {
            AudioEncoder encoder = encoding().encoder(Codec.OPUS, 16_000);
            encoder.close();
            encoder.close();

            assertThatThrownBy(() -> encoder.encode(new short[320], 0, 320, new byte[1275], 0))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    class InJava extends Both {

        @Override
        Codecs encoding() {
            return JAVA;
        }

        @Override
        Codecs decoding() {
            return JAVA;
        }

        @Test
        void saysWhatItIs() {
            assertThat(JAVA.opusForm()).isEqualTo("concentus");
        }
    }

    @Nested
    class OfTheSystemHeardInJava extends Both {

        @Override
        Codecs encoding() {
            assumeTrue(SYSTEM.opusForm().startsWith("libopus"));
            return SYSTEM;
        }

        @Override
        Codecs decoding() {
            return JAVA;
        }
    }

    abstract static class Both {

        abstract Codecs encoding();

        abstract Codecs decoding();

        @ParameterizedTest
        @CsvSource({"8000, 8000", "16000, 16000", "48000, 48000", "48000, 8000", "8000, 16000"})
        void carriesATone(int from, int to) {
            short[] tone = Sound.tone(1000, from, from, 10_000);
            short[] heard = new short[to + to / 8];
            byte[] packet = new byte[AudioEncoder.MOST_BYTES];
            try (AudioEncoder encoder = encoding().encoder(Codec.OPUS, from);
                    AudioDecoder decoder = decoding().decoder(Codec.OPUS, to)) {
                for (int i = 0; i < 50; i++) {
                    int bytes = encoder.encode(tone, i * from / 50, from / 50, packet, 0);
                    decoder.decode(packet, 0, bytes, heard, i * to / 50);
                }
            }

            assertThat(Sound.share(heard, to / 2, to, 1000, to)).isGreaterThan(0.98);
        }

        @ParameterizedTest
        @ValueSource(ints = {10, 20, 40, 60})
        void hasPacketsOfDifferentLengths(int millis) {
            short[] tone = Sound.tone(500, 16_000, 1600, 10_000);
            short[] heard = new short[16 * AudioDecoder.LONGEST_MILLIS];
            byte[] packet = new byte[AudioEncoder.MOST_BYTES];
            try (AudioEncoder encoder = encoding().encoder(Codec.OPUS, 16_000);
                    AudioDecoder decoder = decoding().decoder(Codec.OPUS, 16_000)) {
                int bytes = encoder.encode(tone, 0, 16 * millis, packet, 0);

                assertThat(Codec.OPUS.duration(packet, 0, bytes)).isEqualTo(48 * millis);
                assertThat(decoder.decode(packet, 0, bytes, heard, 0)).isEqualTo(16 * millis);
            }
        }

        @Test
        void tellsALostPacketBetterThanItIsGuessed() {
            short[] whole = decodeVoice(Loss.NONE);
            short[] told = decodeVoice(Loss.RECOVERED);
            short[] guessed = decodeVoice(Loss.CONCEALED);

            double toldError = Sound.error(whole, told, 0, whole.length);
            double guessedError = Sound.error(whole, guessed, 0, whole.length);
            assertThat(toldError).isGreaterThan(0).isLessThan(guessedError / 2);
        }

        private enum Loss {
            NONE,
            RECOVERED,
            CONCEALED
        }

        /// Three seconds, of which every tenth packet is lost.
        private short[] decodeVoice(Loss loss) {
            int frame = 320;
            int frames = 150;
            short[] voice = Sound.voice(16_000, frame * frames);
            short[] heard = new short[frame * frames + 16 * AudioDecoder.LONGEST_MILLIS];
            byte[] packet = new byte[AudioEncoder.MOST_BYTES];
            try (AudioEncoder encoder = encoding().encoder(Codec.OPUS, 16_000);
                    AudioDecoder decoder = decoding().decoder(Codec.OPUS, 16_000)) {
                encoder.expectLoss(20);
                for (int i = 0; i < frames; i++) {
                    int bytes = encoder.encode(voice, i * frame, frame, packet, 0);
                    boolean isLost = i % 10 == 7 && loss != Loss.NONE;
                    boolean isAfter = i % 10 == 8;
                    if (isAfter && loss == Loss.RECOVERED) {
                        decoder.recover(packet, 0, bytes, heard, (i - 1) * frame, frame);
                    } else if (isAfter && loss == Loss.CONCEALED) {
                        decoder.conceal(heard, (i - 1) * frame, frame);
                    }
                    if (!isLost) {
                        decoder.decode(packet, 0, bytes, heard, i * frame);
                    }
                }
            }
            return heard;
        }

        @Test
        void survivesRandomPackets() {
            Random random = new Random(3);
            short[] heard = new short[16 * AudioDecoder.LONGEST_MILLIS];
            try (AudioDecoder decoder = decoding().decoder(Codec.OPUS, 16_000)) {
                for (int i = 0; i < 500; i++) {
                    byte[] packet = new byte[1 + random.nextInt(80)];
                    random.nextBytes(packet);
                    int samples = decoder.decode(packet, 0, packet.length, heard, 0);
                    assertThat(samples).isBetween(0, heard.length);
                    decoder.recover(packet, 0, packet.length, heard, 0, 320);
                    decoder.conceal(heard, 0, 320);
                }
            }
        }
    }
}
