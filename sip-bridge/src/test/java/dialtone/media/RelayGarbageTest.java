package dialtone.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import dialtone.media.bridge.Conference;
import dialtone.media.bridge.MediaBridge;
import dialtone.media.codec.Codec;
import dialtone.media.srtp.Packets;
import dialtone.udp.UdpLoops;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;

/// The port's thread makes no objects for packets, but for what the SRTP library makes.
@EnabledIf("isWithoutGarbage")
class RelayGarbageTest extends WithMediaPort {

    private static final int WARM_UP = 20_000;
    private static final int PACKETS = 20_000;

    /// What statistics that are told each second come to, for fifty packets in a second each way.
    private static final long STATISTICS_BYTES = 8;

    /// Packets of a conference, each of which waits for its turn to be mixed.
    private static final int MIXED = 3000;

    private static final byte[] SILENCE = new byte[160];

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private int sequence;

    static boolean isWithoutGarbage() {
        return UdpLoops.form().equals("linux");
    }

    @Test
    void isNotMadeBetweenABrowserAndATrunk() throws Exception {
        try (TestPhone phone = new TestPhone()) {
            connect();
            TrunkLeg trunk = openTrunk();
            trunk.connect(new TrunkRemote(phone.local(), null, false, null, null));
            trunk.receiver(leg);
            leg.receiver(trunk);
            settle();

            long bytes = garbageOf(() -> bothWays(phone, trunk));

            assertThat(bytes / PACKETS).isLessThan(1);
        }
    }

    @Test
    void isNotMadeBetweenTwoTrunks() throws Exception {
        try (TestPhone one = new TestPhone();
                TestPhone other = new TestPhone()) {
            TrunkLeg first = openTrunk();
            TrunkLeg second = openTrunk();
            first.connect(new TrunkRemote(one.local(), null, false, null, null));
            second.connect(new TrunkRemote(other.local(), null, false, null, null));
            first.receiver(second);
            second.receiver(first);
            settle();

            long bytes =
                    garbageOf(
                            () -> {
                                one.send(Packets.rtp(SOURCE, ++sequence), first.rtp());
                                other.receive();
                                other.send(Packets.rtp(77, sequence), second.rtp());
                                one.receive();
                            });

            assertThat(bytes / PACKETS).isLessThan(1);
        }
    }

    @Test
    void isMadeByNothingButStatisticsInABridge() throws Exception {
        var format = PhoneOnTrunk.format(Codec.PCMU, 0, 101, 8000);
        try (PhoneOnTrunk one = new PhoneOnTrunk(openTrunk(), format);
                PhoneOnTrunk other = new PhoneOnTrunk(openTrunk(), format)) {
            MediaBridge.open(
                    port,
                    PhoneOnTrunk.CODECS,
                    new MediaBridge.End(one.leg, format),
                    new MediaBridge.End(other.leg, format));
            settle();

            long bytes = garbageOf(() -> bothWays(one, other));

            assertThat(bytes / PACKETS).isLessThan(STATISTICS_BYTES);
        }
    }

    @Test
    void isMadeByNothingButStatisticsInAConference() throws Exception {
        var format = PhoneOnTrunk.format(Codec.PCMU, 0, 101, 8000);
        try (PhoneOnTrunk one = new PhoneOnTrunk(openTrunk(), format);
                PhoneOnTrunk other = new PhoneOnTrunk(openTrunk(), format)) {
            Conference.open(port, PhoneOnTrunk.CODECS)
                    .phone(one.leg, format)
                    .browser(other.leg, format);
            settle();

            long bytes =
                    garbageOf(
                            MIXED,
                            MIXED,
                            () -> {
                                one.send(SILENCE);
                                other.send(SILENCE);
                                clock.advance(Duration.ofMillis(20));
                                one.receive();
                                other.receive();
                            });

            assertThat(bytes / MIXED).isLessThan(STATISTICS_BYTES);
        }
    }

    /// A tick goes with the packets.
    private void bothWays(PhoneOnTrunk one, PhoneOnTrunk other) throws Exception {
        byte[] payload = new byte[160];
        clock.advance(Duration.ofMillis(20));
        one.send(payload);
        other.receive();
        other.send(payload);
        one.receive();
    }

    private void bothWays(TestPhone phone, TrunkLeg trunk) throws Exception {
        browser.send(browser.protect(Packets.rtp(SOURCE, ++sequence & 0x7fff)));
        phone.receive();
        phone.send(Packets.rtp(77, sequence), trunk.rtp());
        browser.receiveRtp();
    }

    @FunctionalInterface
    private interface Exchange {

        void run() throws Exception;
    }

    private long garbageOf(Exchange exchange) throws Exception {
        return garbageOf(WARM_UP, PACKETS, exchange);
    }

    private long garbageOf(int warmUp, int packets, Exchange exchange) throws Exception {
        for (int i = 0; i < warmUp / 2; i++) {
            exchange.run();
        }
        long thread = mediaThread();
        long before = THREADS.getThreadAllocatedBytes(thread);
        for (int i = 0; i < packets / 2; i++) {
            exchange.run();
        }
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }

    private static long mediaThread() {
        return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(info -> info != null && info.getThreadName().equals("media"))
                .mapToLong(info -> info.getThreadId())
                .findFirst()
                .orElseThrow();
    }
}
