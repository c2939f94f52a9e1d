package dialtone.media.bridge;

import dialtone.media.rtp.Quality;

/// How a leg is doing, as of the last second.
///
/// @param received packets that came; with none, nobody is heard
/// @param receivedBytes of what was in them
/// @param lost packets that should have come and did not
/// @param jitterMillis of what came
/// @param heard how the leg was heard in the last five seconds
/// @param meanMos how it was heard in the whole call, 0 as long as that is not known
/// @param leastMos how it was heard in the worst five seconds, 0 as long as that is not known
/// @param sent packets to the leg
/// @param sentLost packets that the leg misses, as it says
/// @param roundTripMillis 0 as long as it is not known
/// @param heardThere how the leg hears us, as its last report says
/// @param hasReports whether the leg has reported at all; without, what it says means nothing
public record LegStatistics(
        long received,
        long receivedBytes,
        long lost,
        double jitterMillis,
        Quality heard,
        double meanMos,
        double leastMos,
        long sent,
        long sentLost,
        double roundTripMillis,
        Quality heardThere,
        boolean hasReports) {}
