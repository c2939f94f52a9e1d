package dialtone.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import static java.util.stream.Collectors.joining;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

class ReceiveStatisticsTest {

    private static final int SOURCE = 77;
    private static final int RATE = 8000;
    private static final long MILLI = 1_000_000;

    private final ReceiveStatistics statistics = ReceiveStatistics.trusting();
    private long nanos;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // sequence numbers | what each is | packets | lost | duplicates | late
                "1 2 3 | N N N | 3 | 0 | 0 | 0",
                "1 2 5 | N N N | 3 | 2 | 0 | 0",
                "1 3 2 4 | N N L N | 4 | 0 | 0 | 1",
                "1 2 2 3 | N N D N | 3 | 0 | 1 | 0",
                "1 3 3 2 2 | N N D L D | 3 | 0 | 2 | 1",
                "65534 65535 0 1 | N N N N | 4 | 0 | 0 | 0",
                "65535 1 0 | N N L | 3 | 0 | 0 | 1",
                "5 4 6 | N L N | 3 | 0 | 0 | 1",
                "1 2 3001 | N N N | 3 | 2998 | 0 | 0",
                "1 2 9000 3 | N N S N | 3 | 0 | 0 | 0",
                "1 2 9000 9001 9002 | N N S N N | 4 | 0 | 0 | 0",
                "9000 9001 1 2 3 | N N S N N | 4 | 0 | 0 | 0",
                "1 80 2 | N N D | 2 | 78 | 1 | 0"
            })
    void counts(String sequences, String arrivals, int packets, int lost, int twice, int late) {
        String actual =
                Arrays.stream(sequences.split(" "))
                        .map(sequence -> receive(Integer.parseInt(sequence)).name().substring(0, 1))
                        .collect(joining(" "));

        assertThat(actual).isEqualTo(arrivals);
        assertThat(statistics.packets()).isEqualTo(packets);
        assertThat(statistics.lost()).isEqualTo(lost);
        assertThat(statistics.duplicates()).isEqualTo(twice);
        assertThat(statistics.late()).isEqualTo(late);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"7 8 9 | P N N", "7 9 10 | P P N", "65535 0 | P N", "7 7 7 | P P P"})
    void believesASourceThatAnybodyCouldHaveMadeUpFromItsSecondPacket(
            String sequences, String arrivals) {
        ReceiveStatistics doubting = ReceiveStatistics.onProbation();

        String actual =
                Arrays.stream(sequences.split(" "))
                        .map(Integer::parseInt)
                        .map(sequence -> doubting.received(SOURCE, RATE, sequence, 0, 0))
                        .map(arrival -> arrival.name().substring(0, 1))
                        .collect(joining(" "));

        assertThat(actual).isEqualTo(arrivals);
        assertThat(doubting.isBelieved()).isEqualTo(arrivals.contains("N"));
        assertThat(doubting.lost()).isZero();
    }

    @Test
    void goesOnCountingWhenTheSourceChanges() {
        receive(1);
        receive(3);
        statistics.received(SOURCE + 1, RATE, 500, 0, nanos);
        statistics.received(SOURCE + 1, RATE, 502, 0, nanos);

        assertThat(statistics.ssrc()).isEqualTo(SOURCE + 1);
        assertThat(statistics.packets()).isEqualTo(4);
        assertThat(statistics.lost()).isEqualTo(2);
        assertThat(statistics.restarts()).isEqualTo(1);
    }

    @Test
    void reportsTheIntervalAndTheWhole() {
        for (int i = 0; i < 10; i++) {
            receive(i);
        }
        RtcpPackets first = report();
        assertThat(first.fractionLost(0)).isZero();

        for (int i = 10; i < 20; i += 2) {
            receive(i);
        }
        receive(20);
        RtcpPackets second = report();

        assertThat(second.fractionLost(0)).isEqualTo(5 * 256 / 11);
        assertThat(second.cumulativeLost(0)).isEqualTo(5);
    }

    @Test
    void reportsDuplicatesAsTheRfcWants() {
        receive(1);
        receive(1);
        receive(1);

        RtcpPackets report = report();

        assertThat(report.cumulativeLost(0)).isEqualTo(-2);
        assertThat(report.fractionLost(0)).isZero();
    }

    @Test
    void measuresNoJitterOfSteadyPacketsWhateverTheyCarry() {
        for (int i = 0; i < 100; i++) {
            receive(i);
        }
        // A keypad event: its packets keep the timestamp while time goes on.
        for (int i = 100; i < 110; i++) {
            nanos += 20 * MILLI;
            statistics.received(SOURCE, RATE, i, 100 * 160, nanos);
        }

        assertThat(statistics.jitterMillis()).isZero();
    }

    @Test
    void measuresJitter() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            long delay = random.nextInt(20) * MILLI;
            statistics.received(SOURCE, RATE, i, i * 160, i * 20L * MILLI + delay);
        }

        // Two delays, each spread evenly over 20 ms, differ by a third of that on average.
        assertThat(statistics.jitterMillis()).isCloseTo(6.65, within(2.0));
    }

    @Test
    void takesASenderThatSetsItsClockForNoJitter() {
        for (int i = 0; i < 10; i++) {
            receive(i);
        }
        nanos += 20 * MILLI;
        statistics.received(SOURCE, RATE, 10, 1_000_000_000, nanos);

        assertThat(statistics.jitterMillis()).isZero();
    }

    @Test
    void samplesWhatCameSinceTheLastSample() {
        for (int i = 0; i < 50; i++) {
            receive(i);
        }
        Quality good = statistics.sample(CodecLoss.CORRECTED, 0);
        for (int i = 50; i < 100; i += 10) {
            receive(i);
        }

        Quality bad = statistics.sample(CodecLoss.CORRECTED, 0);

        assertThat(good.packets()).isEqualTo(50);
        assertThat(good.lossRatio()).isZero();
        assertThat(good.mos()).isCloseTo(4.4, within(0.05));
        assertThat(bad.packets()).isEqualTo(5);
        assertThat(bad.lossRatio()).isCloseTo(1 - 5.0 / 41, within(0.001));
        assertThat(bad.mos()).isLessThan(1.6);
        assertThat(statistics.sample(CodecLoss.CORRECTED, 0).packets()).isZero();
    }

    private Arrival receive(int sequence) {
        nanos += 20 * MILLI;
        return statistics.received(
                SOURCE, RATE, sequence, (int) (nanos / MILLI * RATE / 1000), nanos);
    }

    private RtcpPackets report() {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        RtcpWriter writer = new RtcpWriter();
        writer.begin(buffer, 0);
        writer.receiverReport(1);
        statistics.report(writer, nanos);
        RtcpPackets packets = new RtcpPackets();
        assertThat(packets.read(buffer, 0, writer.length(), false)).isTrue();
        assertThat(packets.next()).isTrue();
        return packets;
    }
}
