package dialtone.media.rtp;

/// How one direction of a leg sounds, by the E-model (ITU-T G.107) with everything at its default
/// that the network cannot change.
///
/// @param mos the mean opinion to be expected, from 1 to 4.41, which is the best of a telephone
/// @param packets how many it was made of; with none, nobody heard anything
/// @param lossRatio from 0 to 1
public record Quality(
        double mos, long packets, double lossRatio, double jitterMillis, double roundTripMillis) {

    /// The rating of a line that loses and delays nothing (G.107 clause 7.7, default values).
    private static final double BEST_RATING = 93.2;

    private static final double MOST_IMPAIRED = 95;
    private static final double PERCENT = 100;

    /// The packet itself, and the decoder.
    private static final double PACKET_MILLIS = 25;

    private static final double JITTER_BUFFERED = 2;
    private static final double NOTICED_DELAY_MILLIS = 177.3;

    static Quality of(
            CodecLoss codec,
            long packets,
            double lossRatio,
            double jitterMillis,
            double roundTripMillis) {
        double delay = roundTripMillis / 2 + JITTER_BUFFERED * jitterMillis + PACKET_MILLIS;
        double rating =
                BEST_RATING - ofDelay(delay) - ofLoss(lossRatio * PERCENT, codec.robustness());
        return new Quality(opinion(rating), packets, lossRatio, jitterMillis, roundTripMillis);
    }

    /// Idd in the line segments that R. Cole and J. Rosenbluth fitted to it ("Voice over IP
    /// Performance Monitoring", 2001).
    private static double ofDelay(double millis) {
        return 0.024 * millis + 0.11 * Math.max(0, millis - NOTICED_DELAY_MILLIS);
    }

    /// Ie,eff of G.107 clause 7.3 for random loss (BurstR = 1).
    private static double ofLoss(double percent, double robustness) {
        return MOST_IMPAIRED * percent / (percent + robustness);
    }

    /// G.107 annex B.
    private static double opinion(double rating) {
        if (rating <= 0) {
            return 1;
        }
        double opinion =
                1 + 0.035 * rating + rating * (rating - 60) * (PERCENT - rating) * 0.000_007;
        // The polynomial dips below 1 close to 0.
        return Math.max(1, opinion);
    }
}
