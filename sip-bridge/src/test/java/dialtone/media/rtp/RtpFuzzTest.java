package dialtone.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;

/// Whatever the bytes are: reading them throws nothing and looks at none before or behind them.
class RtpFuzzTest {

    private static final int AT = 64;
    private static final int SSRC = 0x2a;

    @FuzzTest(maxDuration = "30s")
    void readsWhateverRtpComes(byte[] bytes) {
        RtpPacket packet = new RtpPacket();
        boolean isRead = packet.read(between(bytes, 0), AT, bytes.length);

        assertThat(packet.read(between(bytes, 0xff), AT, bytes.length)).isEqualTo(isRead);
        if (!isRead) {
            return;
        }
        byte[] payload = payload(packet);
        packet.stripHeader();
        packet.stripPadding();
        assertThat(packet.at()).isBetween(AT, AT + bytes.length - RtpPacket.HEADER_BYTES);
        assertThat(packet.length()).isEqualTo(RtpPacket.HEADER_BYTES + payload.length);
        assertThat(payload(packet)).isEqualTo(payload);
        StreamRewriter rewriter = new StreamRewriter(SSRC, 8000, new Random(1));
        rewriter.map(packet.payloadType(), 0);
        assertThat(rewriter.rewrite(packet, 0)).isTrue();
        assertThat(payload(packet)).isEqualTo(payload);
    }

    @FuzzTest(maxDuration = "30s")
    void readsWhateverRtcpComes(byte[] bytes) {
        NtpClock clock = new NtpClock(InstantSource.fixed(Instant.EPOCH), 0);
        SendStatistics sent = new SendStatistics(SSRC, 8000);
        ReceiveStatistics received = ReceiveStatistics.onProbation();
        RtcpReporter reporter = new RtcpReporter(sent, received, clock, new Random(1), "x", 0);

        boolean isRead = reporter.read(between(bytes, 0), AT, bytes.length, 1);

        assertThat(reporter.read(between(bytes, 0xff), AT, bytes.length, 1)).isEqualTo(isRead);
        assertThat(sent.quality(CodecLoss.REPEATED).mos()).isBetween(1.0, 4.5);
    }

    private static ByteBuffer between(byte[] bytes, int others) {
        byte[] more = new byte[AT + bytes.length + AT];
        Arrays.fill(more, (byte) others);
        return ByteBuffer.wrap(more).put(AT, bytes);
    }

    private static byte[] payload(RtpPacket packet) {
        byte[] payload = new byte[packet.payloadLength()];
        packet.bytes().get(packet.payloadAt(), payload);
        return payload;
    }
}
