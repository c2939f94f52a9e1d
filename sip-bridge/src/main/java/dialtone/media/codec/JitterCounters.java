package dialtone.media.codec;

/// What happened to the packets of a stream.
///
/// *Threading*: one thread.
final class JitterCounters {

    long received;
    long lost;
    long late;
    long reordered;
    long duplicates;
    long damaged;
    long restarts;
    long recovered;
    long concealed;
    long dropped;

    JitterStatistics with(ArrivalTimes arrivals) {
        return new JitterStatistics(
                received,
                lost,
                late,
                reordered,
                duplicates,
                damaged,
                restarts,
                recovered,
                concealed,
                dropped,
                arrivals.jitterNanos());
    }
}
