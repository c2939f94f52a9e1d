package dialtone.media;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.media.bridge.AudioFormat;
import dialtone.media.bridge.KeypadMenu;
import dialtone.media.bridge.SoundLeg;
import dialtone.media.codec.Codec;
import dialtone.media.codec.Sound;
import dialtone.media.mix.Tone;
import dialtone.media.mix.ToneGenerator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class SoundLegTest extends WithMediaPort {

    private static final Duration TICK = Duration.ofMillis(20);

    private final HeardKeys keys = new HeardKeys();
    private @Nullable PhoneOnTrunk opened;

    @AfterEach
    void closePhone() {
        if (opened != null) {
            opened.close();
        }
    }

    private PhoneOnTrunk phone(AudioFormat format) {
        PhoneOnTrunk phone = new PhoneOnTrunk(openTrunk(), format);
        opened = phone;
        return phone;
    }

    private static AudioFormat format(Codec codec) {
        return PhoneOnTrunk.format(codec, codec == Codec.OPUS ? 111 : 9, 101, codec.clockRate());
    }

    private SoundLeg answer(PhoneOnTrunk phone) {
        SoundLeg sounds = SoundLeg.open(port, PhoneOnTrunk.CODECS, phone.leg, phone.format);
        settle();
        return sounds;
    }

    private short[] hear(PhoneOnTrunk phone) throws IOException {
        pass(TICK);
        return phone.decode(phone.receive());
    }

    @ParameterizedTest
    @EnumSource
    void playsATone(Codec codec) throws Exception {
        PhoneOnTrunk phone = phone(format(codec));
        answer(phone).play(rate -> new ToneGenerator(Tone.TEST, rate));
        settle();

        double share = 0;
        for (int i = 0; i < 20; i++) {
            short[] pcm = hear(phone);
            share = Sound.share(pcm, 0, pcm.length, 1000, codec.sampleRate());
        }

        assertThat(share).isGreaterThan(0.9);
    }

    @Test
    void catchesUpWithTicksThatAreLate() throws Exception {
        PhoneOnTrunk phone = phone(format(Codec.G722));
        answer(phone).play(rate -> new ToneGenerator(Tone.TEST, rate));
        settle();

        pass(TICK.multipliedBy(3));

        int first = phone.receive().sequence();
        assertThat(phone.receive().sequence()).isEqualTo(first + 1);
        assertThat(phone.receive().sequence()).isEqualTo(first + 2);
    }

    @Test
    void letsACallerHearItself() throws Exception {
        PhoneOnTrunk phone = phone(format(Codec.OPUS));
        SoundLeg sounds = answer(phone);
        sounds.echo();
        settle();

        for (int i = 0; i < 10; i++) {
            clock.advance(TICK);
            byte[] payload = {8, (byte) i};
            phone.send(payload);
            assertThat(phone.receive().payload()).isEqualTo(payload);
        }

        sounds.close();
        settle();
        assertThat(sounds.statistics().received()).isEqualTo(10);
        assertThat(sounds.statistics().sent()).isEqualTo(10);
    }

    @Test
    void hearsKeysAndPressesThem() throws Exception {
        PhoneOnTrunk phone = phone(format(Codec.OPUS));
        SoundLeg sounds = answer(phone);
        sounds.digits(keys);
        sounds.press('3', 80);
        settle();

        phone.press(9, 20, false);
        phone.press(9, 120, true);
        pass(TICK);

        assertThat(phone.receive().payload()[0]).isEqualTo((byte) 3);
        assertThat(keys.next()).isEqualTo("9");
        assertThat(keys.next()).isEqualTo("9 120");
    }

    @Test
    void endsAKeyWhoseEndIsLost() throws Exception {
        PhoneOnTrunk phone = phone(format(Codec.OPUS));
        answer(phone).digits(keys);
        settle();
        phone.press(9, 40, false);
        assertThat(keys.next()).isEqualTo("9");

        pass(Duration.ofMillis(300));

        assertThat(keys.next()).isEqualTo("9 40");
    }

    @Test
    void answersKeysOfAMenuWithAsManyBeeps() throws Exception {
        PhoneOnTrunk phone = phone(format(Codec.G722));
        CompletableFuture<Void> ended = new CompletableFuture<>();
        KeypadMenu.open(answer(phone), () -> ended.complete(null));
        settle();
        assertThat(loudParts(phone)).isEqualTo(2);

        phone.press(4, 100, true);
        settle();
        assertThat(loudParts(phone)).isEqualTo(4);
        phone.pause(1000);
        phone.press(11, 100, true);
        ended.orTimeout(TestBrowser.DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    }

    /// How many beeps there are until half a second of silence.
    private int loudParts(PhoneOnTrunk phone) throws IOException {
        int parts = 0;
        int quiet = 1;
        while (quiet < 25 || parts == 0) {
            short[] pcm = hear(phone);
            boolean isLoud = Sound.rms(pcm, 0, pcm.length) > 500;
            parts += isLoud && quiet > 0 ? 1 : 0;
            quiet = isLoud ? 0 : quiet + 1;
        }
        return parts;
    }

    @Test
    void lastsWhenACallerIsSilent() throws Exception {
        PhoneOnTrunk phone = phone(format(Codec.OPUS));
        SoundLeg sounds = answer(phone);
        sounds.play(rate -> new ToneGenerator(Tone.RINGBACK, rate));
        settle();

        pass(Duration.ofSeconds(20));

        assertThat(phone.report().get(1) & 0xff).isEqualTo(200);
        assertThat(sounds.statistics().received()).isZero();
    }
}
