package dialtone.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;

class PacketKindTest {

    @ParameterizedTest
    @CsvSource({
        "0x80, 0, 12, RTP",
        "0xbf, 111, 12, RTP",
        "0x80, 0x80, 12, RTP",
        "0x80, 0xef, 12, RTP",
        "0x80, 191, 12, RTP",
        "0x80, 192, 12, RTCP",
        "0x80, 200, 8, RTCP",
        "0x81, 223, 8, RTCP",
        "0x80, 224, 12, RTP",
        "0x80, 200, 7, OTHER",
        "0x00, 1, 20, OTHER",
        "0x16, 0xfe, 60, OTHER",
        "0x40, 0, 20, OTHER",
        "0xc0, 0, 20, OTHER"
    })
    void isToldByTwoBytes(String first, String second, int length, PacketKind kind) {
        ByteBuffer bytes = ByteBuffer.allocate(64);
        bytes.put(3, Integer.decode(first).byteValue()).put(4, Integer.decode(second).byteValue());

        assertThat(PacketKind.of(bytes, 3, length)).isEqualTo(kind);
    }
}
