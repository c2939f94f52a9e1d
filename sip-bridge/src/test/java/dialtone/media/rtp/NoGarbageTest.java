package dialtone.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;

/// Reading, counting and rewriting packets makes no objects.
class NoGarbageTest {

    private static final int PACKETS = 50_000;

    /// Less than one small object for every hundred packets.
    private static final long MOST_BYTES = PACKETS / 100 * 16;

    private static final int RATE = 48_000;
    private static final long PACKET_NANOS = 20_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(200);
    private final RtpPacket packet = new RtpPacket();
    private final ReceiveStatistics received = ReceiveStatistics.onProbation();
    private final StreamRewriter rewriter = new StreamRewriter(5, RATE, new Random(1));
    private final SendStatistics sent = new SendStatistics(5, RATE);
    private int count;

    @Test
    void isMadeByPackets() {
        rewriter.map(111, 96);
        relay();

        long before = THREADS.getCurrentThreadAllocatedBytes();
        relay();

        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
        assertThat(sent.packets()).isGreaterThan(PACKETS);
    }

    private void relay() {
        for (int i = 0; i < PACKETS; i++) {
            count++;
            int source = count / 1000;
            packet.write(buffer, 0, 160, 111, count, count * 960, source);
            if (PacketKind.of(buffer, 0, 172) != PacketKind.RTP || !packet.read(buffer, 0, 172)) {
                continue;
            }
            long nanos = count * PACKET_NANOS;
            Arrival arrival =
                    received.received(source, RATE, packet.sequence(), packet.timestamp(), nanos);
            packet.stripHeader();
            packet.stripPadding();
            if (arrival.isUsable() && rewriter.rewrite(packet, nanos)) {
                sent.sent(packet.timestamp(), packet.payloadLength(), nanos);
            }
        }
    }
}
