package dialtone.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

class G711Test {

    @ParameterizedTest
    @CsvSource({
        "0, 0xFF",
        "-1, 0x7F",
        "32767, 0x80",
        "-32768, 0x00",
        "8159, 0x9F",
        "1000, 0xCE",
        "-1000, 0x4E"
    })
    void compressesByMuLaw(short sample, String code) {
        assertThat(G711.toMuLaw(sample) & 0xFF).isEqualTo(Integer.decode(code));
    }

    @ParameterizedTest
    @CsvSource({"0, 0xD5", "-1, 0x55", "32767, 0xAA", "-32768, 0x2A", "1000, 0xFA", "-1000, 0x7A"})
    void compressesByALaw(short sample, String code) {
        assertThat(G711.toALaw(sample) & 0xFF).isEqualTo(Integer.decode(code));
    }

    @ParameterizedTest
    @CsvSource({"0xFF, 0", "0x7F, 0", "0x80, 32124", "0x00, -32124"})
    void expandsByMuLaw(String code, short sample) {
        assertThat(G711.fromMuLaw(Integer.decode(code).byteValue())).isEqualTo(sample);
    }

    @ParameterizedTest
    @CsvSource({"0xD5, 8", "0x55, -8", "0xAA, 32256", "0x2A, -32256"})
    void expandsByALaw(String code, short sample) {
        assertThat(G711.fromALaw(Integer.decode(code).byteValue())).isEqualTo(sample);
    }

    /// Sums of all codes, made with the module audioop of Python 3.11.
    @Test
    void expandsAllCodesAsOthersDo() {
        ByteBuffer muLaw = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer aLaw = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        for (int code = 0; code < 256; code++) {
            muLaw.putShort(G711.fromMuLaw((byte) code));
            aLaw.putShort(G711.fromALaw((byte) code));
        }

        assertThat(sum(muLaw.array())).isEqualTo(0x0C847A9FL);
        assertThat(sum(aLaw.array())).isEqualTo(0x9D764657L);
    }

    @Test
    void codesSurviveExpansionAndCompression() {
        for (int code = 0; code < 256; code++) {
            boolean isMinusZero = code == 0x7F;
            assertThat(G711.toALaw(G711.fromALaw((byte) code))).isEqualTo((byte) code);
            assertThat(G711.toMuLaw(G711.fromMuLaw((byte) code)))
                    .isEqualTo((byte) (isMinusZero ? 0xFF : code));
        }
    }

    @Test
    void noOtherCodeIsNearer() {
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample += 7) {
            int magnitude = Math.abs(sample);
            int muLaw = G711.fromMuLaw(G711.toMuLaw((short) sample));
            int aLaw = G711.fromALaw(G711.toALaw((short) sample));

            assertThat(Math.abs(muLaw - sample)).isLessThanOrEqualTo(magnitude / 32 + 660 / 128);
            assertThat(Math.abs(aLaw - sample)).isLessThanOrEqualTo(magnitude / 32 + 8);
        }
    }

    private static long sum(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return sum.getValue();
    }
}
