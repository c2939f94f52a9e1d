package dialtone.media;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.media.bridge.AudioFormat;
import dialtone.media.bridge.Conference;
import dialtone.media.bridge.Seat;
import dialtone.media.codec.Codec;
import dialtone.media.codec.Sound;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Everybody says a tone of their own; who hears which?
class ConferenceTest extends WithMediaPort {

    private static final Duration TICK = Duration.ofMillis(20);
    private static final int FRAMES = 30;

    /// Of what was heard, the last frames are measured, in samples.
    private static final int MEASURED_MILLIS = 200;

    private final List<PhoneOnTrunk> all = new ArrayList<>();
    private final Conference conference = Conference.open(port, PhoneOnTrunk.CODECS);

    @AfterEach
    void closePhones() {
        all.forEach(PhoneOnTrunk::close);
    }

    private static AudioFormat format(Codec codec) {
        int type = codec == Codec.OPUS ? 111 : codec.payloadType();
        return PhoneOnTrunk.format(codec, type, 101, codec.clockRate());
    }

    /// Somebody at a leg, saying a tone.
    private PhoneOnTrunk somebody(Codec codec, int hertz) {
        PhoneOnTrunk phone = new PhoneOnTrunk(openTrunk(), format(codec), hertz);
        all.add(phone);
        return phone;
    }

    private PhoneOnTrunk somebody(int hertz) {
        return somebody(Codec.PCMU, hertz);
    }

    private Seat phone(PhoneOnTrunk who) {
        return conference.phone(who.leg, who.format);
    }

    private static Seat browser(Seat phone, PhoneOnTrunk who) {
        return phone.browser(who.leg, who.format);
    }

    /// Time goes by; the last of what each of them hears.
    private List<short[]> hear(List<PhoneOnTrunk> those) throws IOException {
        List<short[]> heard = new ArrayList<>();
        for (PhoneOnTrunk who : those) {
            int rate = who.format.codec().sampleRate();
            heard.add(new short[rate / 1000 * MEASURED_MILLIS]);
        }
        for (int frame = 0; frame < FRAMES; frame++) {
            for (PhoneOnTrunk who : those) {
                who.speak();
            }
            settle();
            pass(TICK);
            for (int i = 0; i < those.size(); i++) {
                short[] pcm = those.get(i).decode(those.get(i).receive());
                short[] last = heard.get(i);
                System.arraycopy(last, pcm.length, last, 0, last.length - pcm.length);
                System.arraycopy(pcm, 0, last, last.length - pcm.length, pcm.length);
            }
        }
        return heard;
    }

    private static double share(short[] heard, PhoneOnTrunk by, int hertz) {
        return Sound.share(heard, 0, heard.length, hertz, by.format.codec().sampleRate());
    }

    private static boolean isSilent(short[] heard) {
        return Sound.rms(heard, 0, heard.length) < 20;
    }

    @ParameterizedTest
    @EnumSource
    void aPhoneAndABrowserHearEachOther(Codec codec) throws Exception {
        PhoneOnTrunk phone = somebody(600);
        PhoneOnTrunk browser = somebody(codec, 1000);
        browser(phone(phone), browser);
        settle();

        List<short[]> heard = hear(List.of(phone, browser));

        assertThat(share(heard.getFirst(), phone, 1000)).isGreaterThan(0.9);
        assertThat(share(heard.getLast(), browser, 600)).isGreaterThan(0.9);
    }

    @Test
    void aPhoneHearsEverybodyAndABrowserItsPhoneAlone() throws Exception {
        PhoneOnTrunk one = somebody(600);
        PhoneOnTrunk other = somebody(900);
        PhoneOnTrunk withOne = somebody(1300);
        PhoneOnTrunk alsoWithOne = somebody(1700);
        PhoneOnTrunk withOther = somebody(2100);
        Seat first = phone(one);
        browser(first, withOne);
        browser(first, alsoWithOne);
        browser(phone(other), withOther);
        settle();

        List<short[]> heard = hear(List.of(one, other, withOne, alsoWithOne, withOther));

        for (int hertz : List.of(900, 1300, 1700)) {
            assertThat(share(heard.get(0), one, hertz)).isBetween(0.28, 0.38);
        }
        for (int hertz : List.of(600, 2100)) {
            assertThat(share(heard.get(1), other, hertz)).isBetween(0.45, 0.55);
        }
        assertThat(share(heard.get(2), withOne, 600)).isGreaterThan(0.95);
        assertThat(share(heard.get(3), alsoWithOne, 600)).isGreaterThan(0.95);
        assertThat(share(heard.get(4), withOther, 900)).isGreaterThan(0.95);
    }

    @Test
    void aPhoneAloneHearsMusicUntilSomebodyComesAndAfterTheyLeft() throws Exception {
        PhoneOnTrunk phone = somebody(600);
        PhoneOnTrunk browser = somebody(1000);
        Seat seat = phone(phone);
        settle();

        short[] before = hear(List.of(phone)).getFirst();
        Seat place = browser(seat, browser);
        settle();
        short[] together = hear(List.of(phone, browser)).getFirst();
        place.close();
        settle();
        short[] after = hear(List.of(phone)).getFirst();

        assertThat(isSilent(before)).isFalse();
        assertThat(share(before, phone, 1000)).isLessThan(0.2);
        assertThat(share(together, phone, 1000)).isGreaterThan(0.9);
        assertThat(share(after, phone, 1000)).isLessThan(0.2);
        assertThat(isSilent(after)).isFalse();
    }

    @Test
    void whoIsMutedHearsAndIsNotHeard() throws Exception {
        PhoneOnTrunk phone = somebody(600);
        PhoneOnTrunk browser = somebody(1000);
        Seat seat = phone(phone);
        browser(seat, browser);
        seat.mute(true);
        settle();

        List<short[]> heard = hear(List.of(phone, browser));

        assertThat(share(heard.getFirst(), phone, 1000)).isGreaterThan(0.9);
        assertThat(isSilent(heard.getLast())).isTrue();
    }

    @Test
    void whoSpeaksOtherwiseIsHeardOn() throws Exception {
        PhoneOnTrunk phone = somebody(600);
        PhoneOnTrunk browser = somebody(Codec.PCMU, 1000);
        Seat place = browser(phone(phone), browser);
        settle();
        hear(List.of(phone, browser));

        PhoneOnTrunk wide = new PhoneOnTrunk(browser.leg, format(Codec.G722), 1000);
        all.add(wide);
        place.speak(wide.format);
        settle();
        List<short[]> heard = hear(List.of(phone, wide));

        assertThat(share(heard.getFirst(), phone, 1000)).isGreaterThan(0.9);
        assertThat(share(heard.getLast(), wide, 600)).isGreaterThan(0.9);
    }

    @Test
    void keysAreNotHeard() throws Exception {
        PhoneOnTrunk phone = somebody(600);
        PhoneOnTrunk browser = somebody(1000);
        browser(phone(phone), browser);
        settle();
        hear(List.of(phone, browser));

        short[] last = new short[0];
        for (int i = 1; i <= 20; i++) {
            phone.press(9, 20 * i, false);
            settle();
            pass(TICK);
            RtpMessage packet = browser.receive();
            assertThat(packet.type()).isZero();
            last = browser.decode(packet);
        }

        assertThat(isSilent(last)).isTrue();
    }

    @Test
    void aPhoneThatLeavesTakesItsBrowsersAlong() throws Exception {
        PhoneOnTrunk one = somebody(600);
        PhoneOnTrunk other = somebody(900);
        PhoneOnTrunk browser = somebody(1300);
        Seat leaving = phone(one);
        browser(leaving, browser);
        phone(other);
        settle();
        hear(List.of(one, other, browser));

        leaving.close();
        settle();
        short[] heard = hear(List.of(other)).getFirst();

        assertThat(share(heard, other, 600)).isLessThan(0.2);
        assertThat(share(heard, other, 1300)).isLessThan(0.2);
        assertThat(isSilent(heard)).as("it is alone, and hears music").isFalse();
        assertThat(leaving.statistics().received()).isEqualTo(FRAMES);
    }
}
