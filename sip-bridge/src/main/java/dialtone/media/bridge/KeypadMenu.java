package dialtone.media.bridge;

import dialtone.media.dtmf.DigitListener;
import dialtone.media.dtmf.Digits;
import dialtone.media.mix.Tone;
import dialtone.media.mix.ToneGenerator;

import java.util.Collections;
import java.util.List;

/// A menu that shows whether keys arrive: each digit is answered by as many beeps, `0` by ten, the
/// star by one high tone; `#` ends.
///
/// Threading: called on the port's thread.
public final class KeypadMenu implements DigitListener {

    private static final Tone PROMPT = new Tone(List.of(660), List.of(300, 100, 300, 100), false);
    private static final int BEEP_HZ = 880;
    private static final int BEEP_MILLIS = 120;
    private static final int TEN = 10;
    private static final int LAST_DIGIT = 9;

    private final SoundLeg sounds;
    private final Runnable end;

    private KeypadMenu(SoundLeg sounds, Runnable end) {
        this.sounds = sounds;
        this.end = end;
    }

    /// Begins the menu with two tones.
    ///
    /// @param end run on the port's thread when the caller ends it; it may not wait
    public static void open(SoundLeg sounds, Runnable end) {
        sounds.digits(new KeypadMenu(sounds, end));
        play(sounds, PROMPT);
    }

    private static void play(SoundLeg sounds, Tone tone) {
        sounds.play(rate -> new ToneGenerator(tone, rate));
    }

    @Override
    public void pressed(char digit) {
        int code = Digits.code(digit);
        if (digit == '#') {
            end.run();
        } else if (digit == '*') {
            play(sounds, Tone.ACCEPTED);
        } else if (code > LAST_DIGIT) {
            play(sounds, Tone.REFUSED);
        } else {
            play(sounds, beeps(code == 0 ? TEN : code));
        }
    }

    private static Tone beeps(int count) {
        return new Tone(List.of(BEEP_HZ), Collections.nCopies(2 * count, BEEP_MILLIS), false);
    }

    @Override
    public void released(char digit, int millis) {
        // The answer does not wait for it.
    }
}
