package dialtone.media.codec;

/// One of the two sub-bands of G.722: an adaptive predictor and the step of its quantizer.
///
/// Encoder and decoder run the same arithmetic, which the Recommendation gives bit by bit; the
/// names of its blocks stand beside the steps.
final class G722Band {

    private static final int POLES = 2;
    private static final int ZEROS = 6;

    /// 32 values of 2^(11 + i/32): how the logarithmic step becomes a linear one (SCALEL, SCALEH).
    private static final int[] POWERS = new int[32];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = (int) Math.floor(2048 * Math.pow(2, i / 32.0) + 0.5);
        }
    }

    private final int mostLogStep;
    private final int scaleShift;

    private int step;
    private int logStep;
    private int prediction;
    private int zeroPart;
    private final int[] poles = new int[POLES + 1];
    private final int[] zeros = new int[ZEROS + 1];
    private final int[] differences = new int[ZEROS + 1];
    private final int[] partials = new int[POLES + 1];
    private final int[] reconstructed = new int[POLES + 1];

    private G722Band(int step, int mostLogStep, int scaleShift) {
        this.step = step;
        this.mostLogStep = mostLogStep;
        this.scaleShift = scaleShift;
    }

    static G722Band lower() {
        return new G722Band(32, 18432, 8);
    }

    static G722Band higher() {
        return new G722Band(8, 22528, 10);
    }

    int step() {
        return step;
    }

    int prediction() {
        return prediction;
    }

    /// Moves on by one sample of the band (all blocks from LOGSCL to PREDIC).
    ///
    /// @param weight by how much the logarithmic step changes for the code that was sent
    /// @param difference the quantized difference to the prediction
    void adapt(int weight, int difference) {
        logStep = Math.clamp(((logStep * 127) >> 7) + weight, 0, mostLogStep);
        int power = POWERS[logStep >> 6 & 31];
        int shift = scaleShift - (logStep >> 11);
        step = (shift < 0 ? power << -shift : power >> shift) << 2;

        reconstructed[0] = saturate(prediction + difference);
        partials[0] = saturate(zeroPart + difference);
        adaptPoles();
        adaptZeros(difference);
        predict(difference);
    }

    /// UPPOL2 and UPPOL1.
    private void adaptPoles() {
        boolean agreesWithLast = partials[0] < 0 == partials[1] < 0;
        boolean agreesWithSecond = partials[0] < 0 == partials[2] < 0;
        int first = poles[1];

        int quadrupled = saturate(first << 2);
        int turned = agreesWithLast ? Math.min(-quadrupled, Short.MAX_VALUE) : quadrupled;
        int second = (agreesWithSecond ? 128 : -128) + (turned >> 7) + ((poles[2] * 32512) >> 15);
        poles[2] = Math.clamp(second, -12288, 12288);

        int bound = saturate(15360 - poles[2]);
        int moved = saturate((agreesWithLast ? 192 : -192) + ((first * 32640) >> 15));
        poles[1] = Math.clamp(moved, -bound, bound);
    }

    /// UPZERO.
    private void adaptZeros(int difference) {
        int change = difference == 0 ? 0 : 128;
        for (int i = 1; i <= ZEROS; i++) {
            boolean agrees = differences[i] < 0 == difference < 0;
            zeros[i] = saturate((agrees ? change : -change) + ((zeros[i] * 32640) >> 15));
        }
    }

    /// DELAYA, FILTEP, FILTEZ and PREDIC.
    private void predict(int difference) {
        System.arraycopy(differences, 1, differences, 2, ZEROS - 1);
        differences[1] = difference;
        partials[2] = partials[1];
        partials[1] = partials[0];
        reconstructed[2] = reconstructed[1];
        reconstructed[1] = reconstructed[0];

        int polePart =
                saturate(
                        ((poles[1] * saturate(2 * reconstructed[1])) >> 15)
                                + ((poles[2] * saturate(2 * reconstructed[2])) >> 15));
        int sum = 0;
        for (int i = ZEROS; i > 0; i--) {
            sum += (zeros[i] * saturate(2 * differences[i])) >> 15;
        }
        zeroPart = saturate(sum);
        prediction = saturate(polePart + zeroPart);
    }

    static int saturate(int value) {
        return Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
