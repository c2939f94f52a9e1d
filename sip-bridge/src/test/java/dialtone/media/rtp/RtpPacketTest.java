package dialtone.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.util.HexFormat;

class RtpPacketTest {

    private static final int AT = 5;
    private static final String FIXED = "80 6f 1234 00000f00 cafebabe";

    /// One source, an extension of one word that says 04 (four bits of id, length 1), two padded.
    private static final String EVERYTHING =
            "b1 80 ffff ffffffff 00000001 00000002 bede0001 10aa0000 0102 0002";

    private final RtpPacket packet = new RtpPacket();

    @Test
    void readsAPlainHeader() {
        assertThat(read(FIXED + "aabbcc")).isTrue();

        assertThat(packet.payloadType()).isEqualTo(111);
        assertThat(packet.hasMarker()).isFalse();
        assertThat(packet.sequence()).isEqualTo(0x1234);
        assertThat(packet.timestamp()).isEqualTo(0xf00);
        assertThat(packet.ssrc()).isEqualTo(0xcafebabe);
        assertThat(packet.payloadAt()).isEqualTo(AT + 12);
        assertThat(packet.payloadLength()).isEqualTo(3);
    }

    @Test
    void findsThePayloadBehindSourcesAndExtensionAndBeforePadding() {
        assertThat(read(EVERYTHING)).isTrue();

        assertThat(packet.sources()).isEqualTo(1);
        assertThat(packet.hasExtension()).isTrue();
        assertThat(packet.hasMarker()).isTrue();
        assertThat(packet.sequence()).isEqualTo(0xffff);
        assertThat(packet.payloadAt()).isEqualTo(AT + 24);
        assertThat(packet.payloadLength()).isEqualTo(2);
    }

    @Test
    void stripsWhatWasNotNegotiated() {
        read(EVERYTHING);

        packet.stripHeader();
        packet.stripPadding();

        assertThat(hex(packet)).isEqualTo("8080ffffffffffff000000010102");
        assertThat(new RtpPacket().read(packet.bytes(), packet.at(), packet.length())).isTrue();
        assertThat(packet.at()).isEqualTo(AT + 12);
    }

    @Test
    void stripsNothingOfAPlainPacket() {
        read(FIXED + "aabbcc");

        packet.stripHeader();
        packet.stripPadding();

        assertThat(hex(packet)).isEqualTo("806f123400000f00cafebabeaabbcc");
    }

    @Test
    void rewritesInPlace() {
        read(FIXED + "aabbcc");

        packet.setMarker(true);
        packet.setPayloadType(8);
        packet.setSequence(0x1_0001);
        packet.setTimestamp(-1);
        packet.setSsrc(7);

        assertThat(hex(packet)).isEqualTo("80880001ffffffff00000007aabbcc");
    }

    @Test
    void writesAHeader() {
        packet.write(ByteBuffer.allocate(40), AT, 2, 9, 0xfffe, 160, -2);

        assertThat(hex(packet)).isEqualTo("8009fffe000000a0fffffffe0000");
        assertThat(packet.payloadLength()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "an empty datagram, ''",
        "less than a header, 80 00 0001 00000002 000000",
        "version 1, 40 00 0001 00000002 00000003",
        "a source that is not there, 81 00 0001 00000002 00000003",
        "an extension that is not there, 90 00 0001 00000002 00000003",
        "half the header of an extension, 90 00 0001 00000002 00000003 bede",
        "an extension longer than the packet, 90 00 0001 00000002 00000003 bede0001",
        "padding without a byte for it, a0 00 0001 00000002 00000003",
        "padding of none, a0 00 0001 00000002 00000003 00",
        "more padding than payload, a0 00 0001 00000002 00000003 0003"
    })
    void refuses(String what, String hex) {
        assertThat(read(hex)).as(what).isFalse();
    }

    private boolean read(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        ByteBuffer buffer = ByteBuffer.allocate(AT + bytes.length + AT).put(AT, bytes);
        return packet.read(buffer, AT, bytes.length);
    }

    private static String hex(RtpPacket packet) {
        byte[] bytes = new byte[packet.length()];
        packet.bytes().get(packet.at(), bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
