package dialtone.sip.call;

import dialtone.media.bridge.KeypadMenu;
import dialtone.media.bridge.SoundLeg;
import dialtone.media.mix.Tone;
import dialtone.media.mix.ToneGenerator;

import org.jspecify.annotations.Nullable;

/// A number that is answered inside the process, so that the way to a phone can be tried without
/// one.
enum TestNumber {
    /// The caller hears itself.
    ECHO("600") {
        @Override
        void begin(SoundLeg sounds, Runnable hangUp) {
            sounds.echo();
        }
    },
    /// A tone of 1000 Hz, to measure.
    TONE("601") {
        @Override
        void begin(SoundLeg sounds, Runnable hangUp) {
            sounds.play(rate -> new ToneGenerator(Tone.TEST, rate));
        }
    },
    /// A menu that answers each key by sounds; `#` hangs up.
    MENU("602") {
        @Override
        void begin(SoundLeg sounds, Runnable hangUp) {
            KeypadMenu.open(sounds, hangUp);
        }
    };

    private final String number;

    TestNumber(String number) {
        this.number = number;
    }

    /// The one that is dialed so; null when it is another number.
    static @Nullable TestNumber of(String dialed) {
        for (TestNumber each : values()) {
            if (each.number.equals(dialed)) {
                return each;
            }
        }
        return null;
    }

    /// Lets the caller hear it.
    ///
    /// @param hangUp ends the call; for any thread
    abstract void begin(SoundLeg sounds, Runnable hangUp);
}
