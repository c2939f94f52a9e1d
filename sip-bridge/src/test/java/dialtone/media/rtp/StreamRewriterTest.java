package dialtone.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Random;

class StreamRewriterTest {

    private static final int OURS = 0x0dd;
    private static final int LIVE = 1;
    private static final int HOLD = 2;
    private static final int RATE = 8000;
    private static final long MILLI = 1_000_000;
    private static final int PCMU = 0;

    private final StreamRewriter rewriter = new StreamRewriter(OURS, RATE, new Random(3));
    private final RtpPacket packet = new RtpPacket();
    private final ByteBuffer buffer = ByteBuffer.allocate(64);
    private long nanos;
    private int firstSequence;
    private int firstTimestamp;

    StreamRewriterTest() {
        rewriter.map(PCMU, PCMU);
        rewriter.map(126, 101);
        assertThat(rewrite(LIVE, 500, 90_000, 0)).isTrue();
        firstSequence = packet.sequence();
        firstTimestamp = packet.timestamp();
    }

    @Test
    void keepsDistancesAndGapsOfASource() {
        assertThat(packet.ssrc()).isEqualTo(OURS);
        assertThat(packet.hasMarker()).isTrue();

        assertSent(LIVE, 501, 90_160, 20, 1, 160);
        assertThat(packet.hasMarker()).isFalse();
        assertSent(LIVE, 503, 90_480, 20, 3, 480);
        assertSent(LIVE, 502, 90_320, 20, 2, 320);
    }

    @Test
    void letsHoldMusicAndTheLiveSourceFollowEachOther() {
        assertSent(LIVE, 501, 90_160, 20, 1, 160);
        assertSent(HOLD, 7, 5_000_000, 1000, 2, 160 + 8000);
        assertThat(packet.hasMarker()).isTrue();
        assertSent(HOLD, 8, 5_000_160, 20, 3, 160 + 8160);
        // Live again: its numbers went on meanwhile.
        assertSent(LIVE, 560, 99_600, 40, 4, 160 + 8160 + 320);
        assertThat(packet.hasMarker()).isTrue();
    }

    @Test
    void beginsNothingWithinThePacketSentLast() {
        assertSent(LIVE, 501, 90_240, 30, 1, 240);
        assertSent(HOLD, 7, 0, 2, 2, 480);
    }

    @Test
    void dropsWhatIsFromBeforeASourceBegan() {
        assertSent(HOLD, 7, 0, 20, 1, 160);

        assertThat(rewrite(HOLD, 6, -160, 1)).isFalse();
        assertSent(HOLD, 8, 160, 19, 2, 320);
    }

    @Test
    void followsASwitchWithoutANewSsrc() {
        rewriter.switchSource();

        assertSent(LIVE, 9000, 4, 20, 1, 160);
        assertThat(packet.hasMarker()).isTrue();
    }

    @Test
    void followsASenderThatBeginsAnewFromItsSecondPacket() {
        assertThat(rewrite(LIVE, 40_000, 1, 20)).isFalse();
        assertThat(rewrite(LIVE, 501, 90_160, 0)).isTrue();
        assertThat(rewrite(LIVE, 40_001, 161, 20)).isFalse();

        assertSent(LIVE, 40_002, 321, 20, 2, 160 + 320);
    }

    @Test
    void keepsTimeWhenASenderSetsItsClock() {
        assertSent(LIVE, 501, 1_000_000_000, 20, 1, 160);
        assertSent(LIVE, 502, 1_000_000_160, 20, 2, 320);
    }

    @Test
    void keepsTimeOverSilenceWithoutPackets() {
        assertSent(LIVE, 501, 90_000 + 8000 * 60, 60_000, 1, 8000 * 60);
        assertThat(packet.hasMarker()).isFalse();
    }

    @Test
    void goesRoundWithItsNumbers() {
        int sequence = 500;
        for (int i = 1; i <= 200_000; i++) {
            assertThat(rewrite(LIVE, ++sequence & 0xffff, 90_000 + i * 160, 20)).isTrue();
            assertThat(packet.sequence()).isEqualTo(firstSequence + i & 0xffff);
        }
    }

    @Test
    void sendsOnlyWhatTheReceiverKnows() {
        packet.write(buffer, 0, 4, 13, 501, 90_160, LIVE);
        assertThat(rewriter.rewrite(packet, nanos)).isFalse();
        packet.write(buffer, 0, 4, 126, 502, 90_160, LIVE);
        assertThat(rewriter.rewrite(packet, nanos)).isTrue();
        assertThat(packet.payloadType()).isEqualTo(101);

        rewriter.clearTypes();

        assertThat(rewrite(LIVE, 503, 90_320, 20)).isFalse();
    }

    @Test
    void putsAnEventInPlaceOfSound() {
        nanos += 20 * MILLI;
        int start = rewriter.timestampAt(nanos);
        for (int i = 1; i <= 3; i++) {
            packet.write(buffer, 0, 4, PCMU, 500 + i, 90_000 + i * 160, LIVE);
            rewriter.omit(packet, nanos);
            packet.write(buffer, 0, 4, 101, 0, start, 0);
            rewriter.insert(packet);
            assertThat(packet.ssrc()).isEqualTo(OURS);
            assertThat(packet.sequence()).isEqualTo(firstSequence + i);
            assertThat(packet.timestamp()).isEqualTo(firstTimestamp + 160);
            nanos += 20 * MILLI;
        }

        assertSent(LIVE, 504, 90_640, 0, 4, 640);
        // It would get the number of an event.
        assertThat(rewrite(LIVE, 503, 90_480, 0)).isFalse();
    }

    @Test
    void insertsBetweenPackets() {
        packet.write(buffer, 0, 4, 101, 0, 0, 0);
        rewriter.insert(packet);
        assertThat(packet.sequence()).isEqualTo(firstSequence + 1);

        assertSent(LIVE, 501, 90_160, 20, 2, 160);
        assertSent(LIVE, 503, 90_480, 20, 4, 480);
        assertSent(LIVE, 502, 90_320, 20, 3, 320);
    }

    private void assertSent(
            int source, int sequence, int timestamp, long afterMillis, int ahead, int ticks) {
        assertThat(rewrite(source, sequence, timestamp, afterMillis)).isTrue();
        assertThat(packet.ssrc()).isEqualTo(OURS);
        assertThat(packet.sequence()).isEqualTo(firstSequence + ahead & 0xffff);
        assertThat(packet.timestamp() - firstTimestamp).isEqualTo(ticks);
    }

    private boolean rewrite(int source, int sequence, int timestamp, long afterMillis) {
        nanos += afterMillis * MILLI;
        packet.write(buffer, 0, 4, PCMU, sequence, timestamp, source);
        return rewriter.rewrite(packet, nanos);
    }
}
