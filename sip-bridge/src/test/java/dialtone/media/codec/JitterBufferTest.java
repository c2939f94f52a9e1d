package dialtone.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.media.codec.JitterBuffer.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

class JitterBufferTest {

    private static final long MILLI = 1_000_000;
    private static final int SSRC = 7;

    private record Arrival(int number, long nanos) {}

    private final JitterBuffer buffer = new JitterBuffer(Codec.PCMU);
    private final byte[] payload = new byte[JitterBuffer.SLOT_BYTES];
    private long now = 5_000 * MILLI;

    @Test
    void givesEachPacketAsItArrives() {
        for (int i = 65_530; i < 65_545; i++) {
            put(i, i * 160);
            assertThat(steps()).containsExactly("DECODE " + (byte) i);
            now += 20 * MILLI;
        }
        assertThat(buffer.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(buffer.statistics().lost()).isZero();
    }

    @Test
    void waitsALittleForWhatIsMissing() {
        put(1, 160);
        put(3, 480);

        assertThat(steps()).containsExactly("DECODE 1");
        assertThat(buffer.deadlineNanos()).isEqualTo(now + 5 * MILLI);
        now += 5 * MILLI;
        assertThat(steps()).containsExactly("CONCEAL", "DECODE 3");
        assertThat(buffer.statistics().lost()).isEqualTo(1);
    }

    @Test
    void putsInOrderWhatComesSoonEnough() {
        put(1, 160);
        put(3, 480);
        steps();
        now += 3 * MILLI;
        put(2, 320);

        assertThat(steps()).containsExactly("DECODE 2", "DECODE 3");
        assertThat(buffer.statistics().reordered()).isEqualTo(1);
        assertThat(buffer.statistics().lost()).isZero();
    }

    @Test
    void waitsLongerWhenSomethingCameLate() {
        put(1, 160);
        put(3, 480);
        now += 6 * MILLI;
        steps();
        now += 14 * MILLI;
        put(2, 320);
        put(4, 640);
        steps();
        put(6, 960);

        assertThat(buffer.statistics().late()).isEqualTo(1);
        assertThat(buffer.deadlineNanos() - now).isBetween(24 * MILLI, 25 * MILLI);
    }

    @Test
    void leavesOutDuplicates() {
        put(1, 160);
        put(1, 160);
        put(3, 480);
        put(3, 480);
        now += 5 * MILLI;
        steps();
        put(3, 480);

        assertThat(steps()).isEmpty();
        assertThat(buffer.statistics().duplicates()).isEqualTo(3);
        assertThat(buffer.statistics().late()).isZero();
    }

    @Test
    void asksOpusAboutALostPacket() {
        JitterBuffer opus = new JitterBuffer(Codec.OPUS);
        payload[0] = 8;
        opus.put(SSRC, 1, 960, now, payload, 0, 40);
        opus.put(SSRC, 3, 2880, now, payload, 0, 41);
        assertThat(opus.next(now)).isEqualTo(Step.DECODE);

        assertThat(opus.due()).isEqualTo(Step.RECOVER);
        assertThat(opus.length()).isEqualTo(41);
        assertThat(opus.duration()).isEqualTo(960);
        assertThat(opus.due()).isEqualTo(Step.DECODE);
        assertThat(opus.length()).isEqualTo(41);
    }

    @Test
    void tellsOfSilenceThatTheSenderLeftOut() {
        put(1, 160);
        now += 1020 * MILLI;
        put(2, 160 + 8160);

        steps();
        assertThat(buffer.gap()).isEqualTo(8000);
    }

    @Test
    void doesNotConcealWhatIsLostInSilence() {
        put(1, 160);
        buffer.putNoise(SSRC, 2, 320, now, new byte[] {60}, 0, 1);
        put(4, 1600);
        now += 5 * MILLI;

        assertThat(steps()).containsExactly("DECODE 1", "NOISE 60", "DECODE 4");
        assertThat(buffer.gap()).isEqualTo(1280);
    }

    @Test
    void doesNotMissWhatIsNoSound() {
        put(1, 160);
        for (int i = 2; i < 8; i++) {
            buffer.putOther(SSRC, i, 320, now);
        }
        put(8, 320 + 6 * 160);

        assertThat(steps()).containsExactly("DECODE 1", "DECODE 8");
        assertThat(buffer.gap()).isEqualTo(960);
        assertThat(buffer.statistics().lost()).isZero();
    }

    @Test
    void goesOnInTimeWithAnotherSource() {
        put(1, 160);
        steps();
        now += 220 * MILLI;
        buffer.put(SSRC + 1, 40_000, 123_456_789, now, payload, 0, 160);

        assertThat(buffer.next(now)).isEqualTo(Step.DECODE);
        assertThat(buffer.gap()).isEqualTo(1600);
        assertThat(buffer.statistics().restarts()).isEqualTo(1);
    }

    @Test
    void goesOnInTimeWhenTheSendersClockJumps() {
        put(1, 160);
        steps();
        now += 20 * MILLI;
        put(2, 987_654_321);

        assertThat(steps()).containsExactly("DECODE 2");
        assertThat(buffer.gap()).isZero();
    }

    @Test
    void believesAJumpOfSequenceNumbersTheSecondTime() {
        put(1, 160);
        steps();
        now += 20 * MILLI;
        put(30_000, 320);
        assertThat(steps()).isEmpty();
        put(2, 320);
        assertThat(steps()).containsExactly("DECODE 2");

        put(30_000, 480);
        assertThat(steps()).isEmpty();
        now += 40 * MILLI;
        put(30_001, 640);
        assertThat(steps()).containsExactly("DECODE " + (byte) 30_001);
        assertThat(buffer.gap()).isEqualTo(160);
    }

    @Test
    void concealsNoLongerThanAnybodyBelievesIt() {
        put(1, 160);
        put(20, 3200);
        now += 5 * MILLI;

        assertThat(steps()).containsExactly("DECODE 1", "DECODE 20");
        assertThat(buffer.gap()).isEqualTo(18 * 160);
        assertThat(buffer.statistics().lost()).isEqualTo(18);
    }

    @Test
    void countsDamagedPackets() {
        buffer.put(SSRC, 1, 160, now, payload, 0, 0);
        buffer.put(SSRC, 1, 160, now, payload, 0, 1200);

        assertThat(buffer.statistics().damaged()).isEqualTo(2);
    }

    /// Whatever is lost, late or out of order: what is heard and what is silent add up to the time
    /// that passed.
    @ParameterizedTest
    @CsvSource({
        "10, 0, 0",
        "20, 0, 0",
        "30, 0, 0",
        "20, 1, 0",
        "20, 5, 0",
        "20, 5, 30",
        "30, 5, 30",
        "40, 10, 15",
        "60, 10, 50",
        "10, 20, 8",
        "20, 40, 60"
    })
    void timeAlwaysMovesOn(int packetMillis, int lossPercent, int jitterMillis) {
        Random random = new Random(packetMillis + lossPercent * 31L + jitterMillis * 977L);
        int units = packetMillis * 8;
        List<Arrival> packets = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            boolean isEdge = i == 0 || i == 1999;
            if (isEdge || random.nextInt(100) >= lossPercent) {
                double jitter = isEdge ? i / 10.0 : random.nextDouble() * jitterMillis;
                long nanos = (long) ((i * packetMillis + jitter) * MILLI);
                packets.add(new Arrival(i, nanos));
            }
        }
        packets.sort(Comparator.comparingLong(Arrival::nanos));
        long passed = 0;
        int decoded = 0;
        for (Arrival packet : packets) {
            int i = packet.number();
            buffer.put(SSRC, 60_000 + i & 0xFFFF, i * units, packet.nanos(), payload, 0, units);
            boolean isLast = i == 1999;
            long when = packet.nanos() + (isLast ? 100 * MILLI : 0);
            for (Step step = buffer.next(when); step != Step.WAIT; step = buffer.next(when)) {
                passed += buffer.gap() + buffer.duration();
                decoded += step == Step.DECODE ? 1 : 0;
            }
        }

        JitterStatistics statistics = buffer.statistics();
        assertThat(passed).isEqualTo(2000L * units);
        assertThat(statistics.received()).isEqualTo(packets.size());
        assertThat(decoded + statistics.late()).isEqualTo(packets.size());
        assertThat(decoded + statistics.lost()).isEqualTo(2000);
    }

    private void put(int sequence, int timestamp) {
        payload[0] = (byte) sequence;
        buffer.put(SSRC, sequence & 0xFFFF, timestamp, now, payload, 0, 160);
    }

    private List<String> steps() {
        List<String> steps = new ArrayList<>();
        for (Step step = buffer.next(now); step != Step.WAIT; step = buffer.next(now)) {
            boolean hasPayload = step != Step.CONCEAL;
            steps.add(hasPayload ? step + " " + buffer.payload()[buffer.offset()] : "CONCEAL");
        }
        return steps;
    }
}
