package dialtone.media.mix;

import java.util.List;

/// A tone of one or more frequencies, and its rhythm.
///
/// @param frequencies in Hz; they sound together
/// @param cadenceMillis how long it sounds, is silent, sounds ...; empty for a tone without pauses
/// @param isRepeated whether the rhythm begins anew when it is over
public record Tone(List<Integer> frequencies, List<Integer> cadenceMillis, boolean isRepeated) {

    /// What a caller hears while it rings, in most of Europe (ITU-T E.180).
    public static final Tone RINGBACK = new Tone(List.of(425), List.of(1000, 4000), true);

    public static final Tone RINGBACK_AMERICA =
            new Tone(List.of(440, 480), List.of(2000, 4000), true);

    public static final Tone BUSY = new Tone(List.of(425), List.of(500, 500), true);

    public static final Tone BUSY_AMERICA = new Tone(List.of(480, 620), List.of(500, 500), true);

    /// No way to the number.
    public static final Tone CONGESTION = new Tone(List.of(425), List.of(250, 250), true);

    /// One that is easy to measure.
    public static final Tone TEST = new Tone(List.of(1000), List.of(), true);

    /// A menu has understood a key.
    public static final Tone ACCEPTED = new Tone(List.of(880), List.of(120, 40), false);

    /// A menu has not.
    public static final Tone REFUSED = new Tone(List.of(330), List.of(180, 80, 180, 80), false);

    public Tone {
        frequencies = List.copyOf(frequencies);
        cadenceMillis = List.copyOf(cadenceMillis);
        if (frequencies.isEmpty() || frequencies.stream().anyMatch(hz -> hz <= 0 || hz >= 4000)) {
            throw new IllegalArgumentException(
                    "frequencies of a tone are between 0 and 4000 Hz, not " + frequencies);
        }
        if (cadenceMillis.stream().anyMatch(millis -> millis <= 0)) {
            throw new IllegalArgumentException(
                    "the times of a rhythm are longer than nothing, not " + cadenceMillis);
        }
    }
}
