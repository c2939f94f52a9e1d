package dialtone.media;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.media.bridge.AudioFormat;
import dialtone.media.bridge.LegStatistics;
import dialtone.media.bridge.MediaBridge;
import dialtone.media.bridge.Side;
import dialtone.media.codec.Codec;
import dialtone.media.codec.Sound;
import dialtone.media.dtmf.ToneDetector;
import dialtone.media.mix.HoldMusic;
import dialtone.media.mix.Tone;
import dialtone.media.mix.ToneGenerator;
import dialtone.media.srtp.Packets;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class MediaBridgeTest extends WithMediaPort {

    private static final Duration TICK = Duration.ofMillis(20);
    private static final AudioFormat PCMU = PhoneOnTrunk.format(Codec.PCMU, 0, 101, 8000);
    private static final AudioFormat PCMU_WITHOUT_EVENTS =
            PhoneOnTrunk.format(Codec.PCMU, 0, AudioFormat.NONE, 8000);
    private static final AudioFormat OPUS = PhoneOnTrunk.format(Codec.OPUS, 111, 110, 48_000);
    private static final AudioFormat OPUS_RENUMBERED =
            PhoneOnTrunk.format(Codec.OPUS, 96, 97, 48_000);

    private final List<PhoneOnTrunk> phones = new ArrayList<>();
    private final HeardKeys keys = new HeardKeys();

    @AfterEach
    void closePhones() {
        phones.forEach(PhoneOnTrunk::close);
    }

    private PhoneOnTrunk phone(AudioFormat format) {
        PhoneOnTrunk phone = new PhoneOnTrunk(openTrunk(), format);
        phones.add(phone);
        return phone;
    }

    private MediaBridge join(PhoneOnTrunk one, PhoneOnTrunk other) {
        MediaBridge bridge =
                MediaBridge.open(
                        port,
                        PhoneOnTrunk.CODECS,
                        new MediaBridge.End(one.leg, one.format),
                        new MediaBridge.End(other.leg, other.format));
        settle();
        return bridge;
    }

    private void tick() {
        pass(TICK);
    }

    @Test
    void passesPacketsOfTheSameCodecOnAsTheyAre() throws Exception {
        PhoneOnTrunk one = phone(OPUS);
        PhoneOnTrunk other = phone(OPUS_RENUMBERED);
        join(one, other);
        @Nullable RtpMessage before = null;

        for (int i = 0; i < 100; i++) {
            clock.advance(TICK);
            byte[] payload = {8, (byte) i, 3};
            one.send(payload);
            RtpMessage got = other.receive();

            assertThat(got.payload()).isEqualTo(payload);
            assertThat(got.type()).isEqualTo(96);
            assertThat(got.marker()).isEqualTo(before == null);
            assertFollows(before, got, 960);
            before = got;
        }
    }

    private static void assertFollows(@Nullable RtpMessage before, RtpMessage next, int units) {
        if (before != null) {
            assertThat(next.ssrc()).isEqualTo(before.ssrc());
            assertThat(next.sequence()).isEqualTo(before.sequence() + 1 & 0xffff);
            assertThat(next.timestamp() - before.timestamp()).isEqualTo(units);
        }
    }

    @Test
    void stripsExtensionsThatTheOtherSideKnowsNothingOf() throws Exception {
        PhoneOnTrunk one = phone(PCMU);
        PhoneOnTrunk other = phone(PCMU);
        join(one, other);
        byte[] payload = {1, 2, 3, 4};
        ByteBuffer packet = ByteBuffer.allocate(28);
        packet.putInt(0x9000_0001).putInt(160).putInt(SOURCE);
        packet.putInt(0xbede_0002).putLong(0).put(payload);

        one.phone.send(packet.array(), one.leg.rtp());

        assertThat(other.receive().payload()).isEqualTo(payload);
    }

    @ParameterizedTest
    @CsvSource({"PCMU,OPUS", "OPUS,PCMU"})
    void codesSoundAnew(Codec from, Codec to) throws Exception {
        PhoneOnTrunk one = phone(from == Codec.PCMU ? PCMU : OPUS);
        PhoneOnTrunk other = phone(to == Codec.PCMU ? PCMU : OPUS);
        join(one, other);
        @Nullable RtpMessage before = null;

        double share = 0;
        for (int i = 0; i < 30; i++) {
            clock.advance(TICK);
            one.speak();
            RtpMessage got = other.receive();
            assertFollows(before, got, to.clockRate() / 50);
            assertThat(got.type()).isEqualTo(to == Codec.PCMU ? 0 : 111);
            before = got;
            short[] pcm = other.decode(got);
            share = Sound.share(pcm, 0, pcm.length, 1000, to.sampleRate());
        }

        assertThat(share).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @CsvSource({"true,true", "false,true", "true,false", "false,false"})
    void passesKeysOnOnceAtWhateverClock(boolean fromOpus, boolean toOpus) throws Exception {
        PhoneOnTrunk one = phone(fromOpus ? OPUS : PCMU);
        PhoneOnTrunk other = phone(toOpus ? OPUS_RENUMBERED : PCMU);
        MediaBridge bridge = join(one, other);
        bridge.digits(Side.FIRST, keys);
        clock.advance(TICK);
        one.speak();
        RtpMessage before = other.receive();

        pressFiveFor100Millis(one);
        List<RtpMessage> events = new ArrayList<>();
        while (events.stream().filter(MediaBridgeTest::isEnd).count() < 3) {
            tick();
            RtpMessage got = other.receive();
            assertThat(got.sequence()).isEqualTo(before.sequence() + 1 & 0xffff);
            before = got;
            events.add(got);
        }

        int millis = toOpus ? 48 : 8;
        assertThat(events)
                .allMatch(e -> e.type() == other.format.sent().event() && e.payload()[0] == 5)
                .extracting(RtpMessage::timestamp)
                .containsOnly(events.getFirst().timestamp());
        assertThat(events.getFirst().marker()).isTrue();
        assertThat(duration(events.getLast())).isEqualTo(100 * millis);
        assertThat(keys.next()).isEqualTo("5");
        assertThat(keys.next()).isEqualTo("5 100");
        continues(one, other, before);
    }

    private void pressFiveFor100Millis(PhoneOnTrunk phone) throws IOException {
        for (int millis = 20; millis <= 100; millis += 20) {
            phone.press(5, millis, millis == 100);
        }
        phone.press(5, 100, true);
        phone.pause(180);
        settle();
    }

    private void continues(PhoneOnTrunk one, PhoneOnTrunk other, RtpMessage last)
            throws IOException {
        // The pause after a key, in which no sound is sent.
        for (int i = 0; i < 5; i++) {
            tick();
        }
        one.speak();
        assertThat(other.receive().sequence()).isEqualTo(last.sequence() + 1 & 0xffff);
    }

    private static boolean isEnd(RtpMessage event) {
        return event.payload()[1] < 0;
    }

    private static int duration(RtpMessage event) {
        return ByteBuffer.wrap(event.payload()).getShort(2) & 0xffff;
    }

    @Test
    void pressesKeysByItself() throws Exception {
        PhoneOnTrunk one = phone(PCMU);
        PhoneOnTrunk other = phone(PCMU);
        MediaBridge bridge = join(one, other);

        bridge.press(Side.FIRST, '#', 100);
        settle();
        tick();

        assertThat(one.receive().payload()[0]).isEqualTo((byte) 11);
    }

    @Test
    void pressesKeysAsTonesWhereThereAreNoEvents() throws Exception {
        PhoneOnTrunk one = phone(PCMU);
        PhoneOnTrunk other = phone(PCMU_WITHOUT_EVENTS);
        join(one, other);
        ToneDetector detector = new ToneDetector(8000, keys);

        pressFiveFor100Millis(one);
        for (int i = 0; i < 8; i++) {
            tick();
            short[] pcm = other.decode(other.receive());
            detector.hear(pcm, 0, pcm.length);
        }

        assertThat(keys.next()).isEqualTo("5");
        assertThat(keys.next()).startsWith("5 ");
    }

    @Test
    void hearsKeysInTheSoundOfWhoHasNoEvents() throws Exception {
        PhoneOnTrunk one = phone(PCMU_WITHOUT_EVENTS);
        PhoneOnTrunk other = phone(OPUS);
        MediaBridge bridge = join(one, other);
        bridge.press(Side.FIRST, '7', 200);
        bridge.digits(Side.FIRST, keys);
        settle();

        List<RtpMessage> heard = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            tick();
            one.send(one.receive().payload());
            settle();
        }
        tick();
        other.phone.send(new byte[0], other.leg.rtp());
        assertThat(keys.next()).isEqualTo("7");
        assertThat(keys.next()).startsWith("7 ");
        while (heard.isEmpty() || heard.getLast().type() != 110) {
            heard.add(other.receive());
        }
        assertThat(heard.getLast().payload()[0]).isEqualTo((byte) 7);
    }

    @ParameterizedTest
    @CsvSource({"PCMU,PCMU", "OPUS,PCMU", "PCMU,OPUS"})
    void letsTheOtherSideHearMusicOnHold(Codec from, Codec to) throws Exception {
        PhoneOnTrunk one = phone(from == Codec.PCMU ? PCMU : OPUS);
        PhoneOnTrunk other = phone(to == Codec.PCMU ? PCMU : OPUS);
        MediaBridge bridge = join(one, other);
        RtpMessage last = live(one, other, null);

        bridge.hold(Side.FIRST, HoldMusic::new);
        settle();
        double loudest = 0;
        for (int i = 0; i < 50; i++) {
            clock.advance(TICK);
            one.speak();
            other.speak();
            RtpMessage got = other.receive();
            assertFollows(last, got, to.clockRate() / 50);
            last = got;
            short[] pcm = other.decode(got);
            loudest = Math.max(loudest, Sound.rms(pcm, 0, pcm.length));
            assertThat(Sound.share(pcm, 0, pcm.length, 1000, to.sampleRate())).isLessThan(0.5);
        }
        bridge.resume(Side.FIRST);
        settle();

        live(one, other, last);
        assertThat(loudest).isGreaterThan(500);
        other.speak();
        RtpMessage back = one.receive();
        assertThat(back.marker()).as("nothing was heard of who is on hold").isTrue();
    }

    private RtpMessage live(PhoneOnTrunk one, PhoneOnTrunk other, @Nullable RtpMessage before)
            throws IOException {
        @Nullable RtpMessage last = before;
        Codec to = other.format.codec();
        double share = 0;
        for (int i = 0; i < 20; i++) {
            clock.advance(TICK);
            one.speak();
            RtpMessage got = other.receive();
            assertFollows(last, got, to.clockRate() / 50);
            last = got;
            short[] pcm = other.decode(got);
            share = Sound.share(pcm, 0, pcm.length, 1000, to.sampleRate());
        }
        assertThat(share).isGreaterThan(0.9);
        return Objects.requireNonNull(last);
    }

    @Test
    void reportsToEachSideAndReadsWhatItSays() throws Exception {
        PhoneOnTrunk one = phone(PCMU);
        PhoneOnTrunk other = phone(PCMU);
        MediaBridge bridge = join(one, other);
        RtpMessage last = live(one, other, null);

        pass(Duration.ofSeconds(10));

        ByteBuffer sent = other.report();
        assertThat(sent.get(1) & 0xff).isEqualTo(200);
        assertThat(sent.getInt(4)).isEqualTo(last.ssrc());
        assertThat(sent.getInt(20)).isEqualTo(20);
        assertThat(sent.getInt(24)).isEqualTo(20 * 160);
        ByteBuffer received = one.report();
        assertThat(received.get(1) & 0xff).isEqualTo(201);
        assertThat(received.get(0) & 0x1f).isEqualTo(1);
        assertThat(received.getInt(8)).isEqualTo(0x1234);

        other.phone.send(receiverReport(last.ssrc(), 64, 5), other.leg.rtp());
        settle();
        pass(Duration.ofSeconds(1));
        LegStatistics there = bridge.statistics(Side.SECOND);
        assertThat(there.sent()).isEqualTo(20);
        assertThat(there.sentLost()).isEqualTo(5);
        assertThat(there.heardThere().lossRatio()).isEqualTo(0.25);
        assertThat(there.received()).isZero();
    }

    private static byte[] receiverReport(int about, int fraction, int lost) {
        return ByteBuffer.allocate(32)
                .putInt(0x81c9_0007)
                .putInt(4711)
                .putInt(about)
                .putInt(fraction << 24 | lost)
                .putInt(20)
                .putInt(0)
                .putLong(0)
                .array();
    }

    @Test
    void countsWhatComesAndSaysGoodbye() throws Exception {
        PhoneOnTrunk one = phone(PCMU);
        PhoneOnTrunk other = phone(PCMU);
        MediaBridge bridge = join(one, other);
        live(one, other, null);

        bridge.close();
        settle();

        ByteBuffer last = other.report();
        assertThat(last.get(last.limit() - 7) & 0xff).as("BYE").isEqualTo(203);
        LegStatistics heard = bridge.statistics(Side.FIRST);
        assertThat(heard.received()).isEqualTo(20);
        assertThat(heard.lost()).isZero();
        assertThat(heard.jitterMillis()).isZero();
        assertThat(heard.meanMos()).isGreaterThan(4.3);
        assertThat(bridge.statistics(Side.SECOND).sent()).isEqualTo(20);
    }

    @Test
    void isSilentAfterItsEnd() throws Exception {
        PhoneOnTrunk one = phone(PCMU);
        PhoneOnTrunk other = phone(PCMU);
        MediaBridge before = join(one, other);
        before.hold(Side.FIRST, rate -> new ToneGenerator(Tone.TEST, rate));
        before.close();

        join(one, other);

        live(one, other, null);
    }

    @Test
    void joinsABrowserWithAPhone() throws Exception {
        connect();
        PhoneOnTrunk other = phone(PCMU);
        AudioFormat browserFormat = PhoneOnTrunk.format(Codec.PCMU, 0, 126, 8000);
        MediaBridge.open(
                port,
                PhoneOnTrunk.CODECS,
                new MediaBridge.End(leg, browserFormat),
                new MediaBridge.End(other.leg, other.format));
        settle();

        byte[] packet = Packets.rtp(SOURCE, 1);
        browser.send(browser.protect(packet));
        assertThat(other.receive().payload()).isEqualTo(RtpMessage.of(packet).payload());
        other.send(new byte[] {1, 2, 3});
        assertThat(RtpMessage.of(browser.receiveRtp()).payload()).isEqualTo(new byte[] {1, 2, 3});
    }
}
