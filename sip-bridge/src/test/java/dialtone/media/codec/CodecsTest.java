package dialtone.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;

class CodecsTest {

    private static final Codecs CODECS = Codecs.open(null, OpusSettings.DEFAULTS);

    @ParameterizedTest
    @EnumSource
    void carryATone(Codec codec) {
        int rate = codec.sampleRate();
        short[] tone = Sound.tone(1000, rate, rate, 10_000);
        short[] heard = new short[rate + rate / 8];
        byte[] packet = new byte[AudioEncoder.MOST_BYTES];
        int frame = rate / 50;
        try (AudioEncoder encoder = CODECS.encoder(codec, rate);
                AudioDecoder decoder = CODECS.decoder(codec, rate)) {
            for (int at = 0; at < rate; at += frame) {
                int bytes = encoder.encode(tone, at, frame, packet, 0);

                assertThat(codec.duration(packet, 0, bytes)).isEqualTo(codec.clockRate() / 50);
                assertThat(decoder.decode(packet, 0, bytes, heard, at)).isEqualTo(frame);
            }
        }

        assertThat(Sound.share(heard, rate / 2, rate, 1000, rate)).isGreaterThan(0.99);
        assertThat(Sound.rms(heard, rate / 2, rate)).isBetween(6300.0, 7800.0);
    }

    @ParameterizedTest
    @EnumSource
    void refuseDamagedPackets(Codec codec) {
        byte[] longest = new byte[JitterBuffer.SLOT_BYTES];
        longest[0] = 3;
        longest[1] = 63;
        short[] pcm = new short[codec.sampleRate() / 1000 * AudioDecoder.LONGEST_MILLIS];
        try (AudioDecoder decoder = CODECS.decoder(codec, codec.sampleRate())) {
            assertThat(decoder.decode(longest, 0, longest.length, pcm, 0)).isZero();
            assertThat(decoder.decode(longest, 0, 0, pcm, 0)).isZero();
        }
        assertThat(codec.duration(longest, 0, longest.length)).isZero();
        assertThat(codec.duration(longest, 0, 0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"PCMU, 16000", "PCMA, 48000", "G722, 8000", "OPUS, 44100"})
    void refuseRatesThatACodecLacks(Codec codec, int rate) {
        assertThatThrownBy(() -> CODECS.encoder(codec, rate))
                .hasMessage(codec + " has no rate of " + rate + " Hz");
    }

    @Test
    void refuseALibraryThatIsNoOpus() {
        Path wrong = Path.of("/nowhere/libopus.so");

        assertThatThrownBy(() -> Codecs.open(wrong, OpusSettings.DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("/nowhere/libopus.so cannot be used as libopus: ");
    }

    @ParameterizedTest
    @CsvSource({
        "5999, 5, 10, bit rate",
        "24000, 11, 10, complexity",
        "24000, 5, 101, expected loss"
    })
    void refuseSettingsThatOpusLacks(int bitRate, int complexity, int loss, String name) {
        assertThatThrownBy(() -> new OpusSettings(bitRate, complexity, loss))
                .hasMessageContaining(name);
    }
}
