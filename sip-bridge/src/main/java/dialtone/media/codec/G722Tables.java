package dialtone.media.codec;

/// Constants of ITU-T G.722, by its names for them.
final class G722Tables {

    /// Even taps of the filter that splits and joins the bands; the odd ones are the same,
    /// backwards.
    private static final int[] QMF = {3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11};

    static final int TAPS = QMF.length * 2;

    /// Q6: where the steps of the lower band's 60 levels end.
    private static final int[] DECISIONS = {
        35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940,
        1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919
    };

    /// QM6, magnitudes from the largest to the smallest: what a decoder makes of six bits.
    private static final int[] LEVELS_6 = {
        24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576,
        6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136
    };

    /// QM4: what both sides predict from, of the upper four bits.
    private static final int[] LEVELS_4 = {
        0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584,
        1200, 0
    };

    /// QM2: the levels of the higher band.
    private static final int[] LEVELS_2 = {-7408, -1616, 7408, 1616};

    /// WL by RL42.
    private static final int[] WEIGHTS_4 = {
        -60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60
    };

    /// WH by RH2.
    private static final int[] WEIGHTS_2 = {798, -214, 798, -214};

    private static final int HIGHER_DECISION = 564;

    private G722Tables() {}

    static int even(int tap) {
        return QMF[tap];
    }

    static int odd(int tap) {
        return QMF[QMF.length - 1 - tap];
    }

    /// Six bits for a difference in the lower band (QUANTL).
    static int quantizeLower(int difference, int step) {
        int magnitude = difference < 0 ? ~difference : difference;
        int level = 0;
        while (level < DECISIONS.length && magnitude >= (DECISIONS[level] * step) >> 12) {
            level++;
        }
        if (difference >= 0) {
            return 61 - level;
        }
        return level < 2 ? 63 - level : 33 - level;
    }

    /// Two bits for a difference in the higher band (QUANTH).
    static int quantizeHigher(int difference, int step) {
        int magnitude = difference < 0 ? ~difference : difference;
        boolean isLarge = magnitude >= (HIGHER_DECISION * step) >> 12;
        return (difference < 0 ? 0 : 2) + (isLarge ? 0 : 1);
    }

    static int level6(int code) {
        if (code >= 32) {
            return code < 62 ? LEVELS_6[code - 32] : -LEVELS_6[code - 62 + 28];
        }
        return code < 4 ? -LEVELS_6[29] : -LEVELS_6[code - 4];
    }

    static int level4(int code) {
        return LEVELS_4[code];
    }

    static int level2(int code) {
        return LEVELS_2[code];
    }

    static int weight4(int code) {
        return WEIGHTS_4[code];
    }

    static int weight2(int code) {
        return WEIGHTS_2[code];
    }
}
