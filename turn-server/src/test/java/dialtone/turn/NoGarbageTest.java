package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import dialtone.udp.UdpLoops;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// The shard's thread makes no objects for packets.
@EnabledIf("isWithoutGarbage")
class NoGarbageTest extends WithServer {

    private static final int WARM_UP = 20_000;
    private static final int PACKETS = 20_000;

    /// Less than one small object for every hundred packets: the sweep of each second makes a few.
    private static final long MOST_BYTES = PACKETS / 100 * 16;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static boolean isWithoutGarbage() {
        return UdpLoops.form().equals("linux");
    }

    @Test
    void isMadeByChannelData() throws IOException {
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());
        client.sendChannelData(FIRST_CHANNEL, "who");
        peer.receive();

        assertThat(garbageOf(this::channelDataBothWays)).isLessThan(MOST_BYTES);
    }

    @Test
    void isMadeByIndications() throws IOException {
        client.relay();
        client.permit(peer.local());
        client.sendIndication(peer.local(), "who");
        peer.receive();

        assertThat(garbageOf(this::indicationsBothWays)).isLessThan(MOST_BYTES);
    }

    private void channelDataBothWays() throws IOException {
        client.sendChannelData(FIRST_CHANNEL, "there");
        peer.receive();
        peer.send(utf8("back"));
        client.receiveChannelData(FIRST_CHANNEL);
    }

    private void indicationsBothWays() throws IOException {
        client.sendIndication(peer.local(), "there");
        peer.receive();
        peer.send(utf8("back"));
        client.receiveData();
    }

    @FunctionalInterface
    private interface Exchange {

        void run() throws IOException;
    }

    /// Bytes that the shard's thread allocated for [#PACKETS] packets, warmed up before.
    private static long garbageOf(Exchange exchange) throws IOException {
        for (int i = 0; i < WARM_UP / 2; i++) {
            exchange.run();
        }
        long shard = shardThread();
        long before = THREADS.getThreadAllocatedBytes(shard);
        for (int i = 0; i < PACKETS / 2; i++) {
            exchange.run();
        }
        return THREADS.getThreadAllocatedBytes(shard) - before;
    }

    private static long shardThread() {
        return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(info -> info != null && info.getThreadName().equals("turn-0"))
                .mapToLong(info -> info.getThreadId())
                .findFirst()
                .orElseThrow();
    }
}
