package dialtone.media.codec;

/// How Opus is encoded.
///
/// @param bitRate in bits per second; 24 to 32 kbit/s are speech as good as a telephone can carry
/// @param complexity 0 to 10: processor time for quality
/// @param expectedLossPercent for how much loss packets carry repair data, until
///     [AudioEncoder#expectLoss] says what is measured
public record OpusSettings(int bitRate, int complexity, int expectedLossPercent) {

    public static final OpusSettings DEFAULTS = new OpusSettings(28_000, 5, 10);

    public OpusSettings {
        check("bit rate", bitRate, 6_000, 510_000);
        check("complexity", complexity, 0, 10);
        check("expected loss", expectedLossPercent, 0, 100);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "the %s of Opus is %d; it can be %d to %d".formatted(name, value, least, most));
        }
    }
}
