package dialtone.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

class TranscoderTest {

    private static final long MILLI = 1_000_000;
    private static final Codecs CODECS = Codecs.open(null, OpusSettings.DEFAULTS);

    record Packet(int sequence, int timestamp, boolean marker, ByteBuffer payload) {}

    private final List<Packet> sent = new ArrayList<>();

    static Stream<Arguments> pairs() {
        return Stream.of(Codec.values())
                .flatMap(from -> Stream.of(Codec.values()).map(to -> new Arguments(from, to)));
    }

    record Arguments(Codec from, Codec to) {}

    @ParameterizedTest
    @MethodSource("pairs")
    void carriesATone(Arguments pair) {
        Codec to = pair.to();
        try (Transcoder transcoder = transcoder(pair.from(), to, 20)) {
            send(transcoder, pair.from(), 20, 60, 0);
        }

        short[] heard = decode(to);
        int rate = to.sampleRate();
        assertThat(sent).hasSize(60);
        assertThat(Sound.share(heard, rate / 2, rate, 1000, rate)).isGreaterThan(0.98);
        assertThat(Sound.rms(heard, rate / 2, rate)).isBetween(6000.0, 8000.0);
        assertThatTimeIsUnbroken(to, 20);
    }

    @ParameterizedTest
    @CsvSource({
        "PCMA, OPUS, 30, 20",
        "PCMU, OPUS, 10, 20",
        "OPUS, PCMU, 60, 20",
        "G722, OPUS, 40, 20",
        "OPUS, G722, 20, 40",
        "PCMU, PCMA, 30, 20",
        "OPUS, PCMA, 20, 10"
    })
    void changesTheLengthOfPackets(Codec from, Codec to, int inMillis, int outMillis) {
        try (Transcoder transcoder = transcoder(from, to, outMillis)) {
            send(transcoder, from, inMillis, 1200 / inMillis, 0);
        }

        short[] heard = decode(to);
        int rate = to.sampleRate();
        assertThat(sent).hasSize(1200 / outMillis);
        assertThat(Sound.share(heard, rate / 2, rate, 1000, rate)).isGreaterThan(0.98);
        assertThatTimeIsUnbroken(to, outMillis);
    }

    @ParameterizedTest
    @CsvSource({"OPUS, PCMU", "PCMU, OPUS", "OPUS, G722", "G722, OPUS", "PCMA, PCMU"})
    void fillsWhatIsLost(Codec from, Codec to) {
        JitterStatistics statistics;
        try (Transcoder transcoder = transcoder(from, to, 20)) {
            send(transcoder, from, 20, 500, 5);
            statistics = transcoder.statistics();
        }

        short[] heard = decode(to);
        int rate = to.sampleRate();
        assertThat(statistics.lost()).isGreaterThan(10);
        assertThat(statistics.recovered() > 5).isEqualTo(from == Codec.OPUS);
        assertThat(sent).hasSize(500);
        assertThat(Sound.rms(heard, rate, 9 * rate)).isGreaterThan(6000);
        assertThatTimeIsUnbroken(to, 20);
    }

    @Test
    void sendsAtOnceWhatArrives() {
        try (Transcoder transcoder = transcoder(Codec.PCMU, Codec.OPUS, 20)) {
            byte[] payload = new byte[160];
            for (int i = 0; i < 5; i++) {
                transcoder.receive(1, i, i * 160, i * 20L * MILLI, payload, 0, 160);

                assertThat(sent).hasSize(i + 1);
            }
        }
    }

    @Test
    void pausesWhenTheSenderDoes() {
        try (Transcoder transcoder = transcoder(Codec.PCMU, Codec.OPUS, 20)) {
            byte[] payload = new byte[160];
            transcoder.receive(1, 1, 1000, 0, payload, 0, 160);
            transcoder.receiveNoise(1, 2, 1160, 20 * MILLI, new byte[] {70}, 0, 1);
            transcoder.receive(1, 3, 1000 + 8000, 1000 * MILLI, payload, 0, 160);
        }

        assertThat(sent).extracting(Packet::marker).containsExactly(true, false, true);
        assertThat(sent.get(1).timestamp() - sent.get(0).timestamp()).isEqualTo(960);
        assertThat(sent.get(2).timestamp() - sent.get(0).timestamp()).isEqualTo(48_000);
        assertThat((sent.get(2).sequence() - sent.get(0).sequence()) & 0xFFFF).isEqualTo(2);
    }

    @Test
    void leavesTimeForDigits() {
        try (Transcoder transcoder = transcoder(Codec.OPUS, Codec.PCMU, 20)) {
            byte[] payload = new byte[40];
            payload[0] = 8;
            transcoder.receive(1, 1, 0, 0, payload, 0, 40);
            for (int i = 2; i < 7; i++) {
                transcoder.receiveOther(1, i, 960, i * 20L * MILLI);
            }
            transcoder.receive(1, 7, 6 * 960, 120 * MILLI, payload, 0, 40);
        }

        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).timestamp() - sent.get(0).timestamp()).isEqualTo(960);
        assertThat(sent.get(1).marker()).isTrue();
    }

    private Transcoder transcoder(Codec from, Codec to, int millis) {
        return new Transcoder(
                CODECS,
                from,
                to,
                millis,
                new Random(1),
                (sequence, timestamp, marker, payload, offset, length) ->
                        sent.add(
                                new Packet(
                                        sequence,
                                        timestamp,
                                        marker,
                                        ByteBuffer.wrap(payload.clone(), offset, length))));
    }

    private static void send(
            Transcoder transcoder, Codec from, int millis, int packets, int lossPercent) {
        int rate = from.sampleRate();
        int frame = rate / 1000 * millis;
        short[] tone = Sound.tone(1000, rate, frame * packets, 10_000);
        byte[] payload = new byte[AudioEncoder.MOST_BYTES];
        Random random = new Random(5);
        try (AudioEncoder encoder = CODECS.encoder(from, rate)) {
            for (int i = 0; i < packets; i++) {
                int units = from.clockRate() / 1000 * millis;
                int length = encoder.encode(tone, i * frame, frame, payload, 0);
                boolean isEdge = i < 3 || i > packets - 3;
                if (isEdge || random.nextInt(100) >= lossPercent) {
                    transcoder.receive(
                            9, i, 77 + i * units, (long) i * millis * MILLI, payload, 0, length);
                    transcoder.poll((long) i * millis * MILLI + 6 * MILLI);
                }
            }
        }
    }

    private short[] decode(Codec to) {
        short[] heard = new short[to.sampleRate() * 11];
        int at = 0;
        try (AudioDecoder decoder = CODECS.decoder(to, to.sampleRate())) {
            for (Packet packet : sent) {
                at +=
                        decoder.decode(
                                packet.payload().array(), 0, packet.payload().limit(), heard, at);
            }
        }
        return heard;
    }

    private void assertThatTimeIsUnbroken(Codec to, int millis) {
        assertThat(sent.getFirst().marker()).isTrue();
        for (int i = 1; i < sent.size(); i++) {
            Packet before = sent.get(i - 1);
            Packet packet = sent.get(i);
            assertThat((packet.sequence() - before.sequence()) & 0xFFFF).isEqualTo(1);
            assertThat(packet.timestamp() - before.timestamp())
                    .isEqualTo(to.clockRate() / 1000 * millis);
            assertThat(packet.marker()).isFalse();
        }
    }
}
