package dialtone.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/// The sums were made with libg722, which is another program's code for the same Recommendation.
class G722Test {

    private static final int SAMPLES = 32_000;

    @Test
    void encodesBitByBitAsOthersDo() {
        assertThat(sum(encodeRandomSamples())).isEqualTo(0xD1E6F149L);
    }

    @Test
    void decodesBitByBitAsOthersDo() {
        byte[] packets = encodeRandomSamples();
        G722Decoder decoder = new G722Decoder();
        short[] pcm = new short[SAMPLES];
        for (int at = 0; at < packets.length; at += 160) {
            decoder.decode(packets, at, 160, pcm, 2 * at);
        }

        ByteBuffer bytes = ByteBuffer.allocate(2 * SAMPLES).order(ByteOrder.LITTLE_ENDIAN);
        for (short sample : pcm) {
            bytes.putShort(sample);
        }
        assertThat(sum(bytes.array())).isEqualTo(0x2829391EL);
    }

    private static byte[] encodeRandomSamples() {
        short[] pcm = new short[SAMPLES];
        int random = 1;
        for (int i = 0; i < SAMPLES; i++) {
            random = random * 1103515245 + 12345 & 0x7FFFFFFF;
            pcm[i] = (short) ((random >> 15) - 32768);
        }
        byte[] packets = new byte[SAMPLES / 2];
        new G722Encoder().encode(pcm, 0, SAMPLES, packets, 0);
        return packets;
    }

    private static long sum(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return sum.getValue();
    }
}
