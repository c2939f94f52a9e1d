package dialtone.sip.call;

import dialtone.media.bridge.LegStatistics;
import dialtone.sip.record.Heard;

/// How one side was heard in the whole call, over one stretch of media after another.
///
/// Threading: for the conversation's queue.
final class HeardSums {

    private static final double PERCENT = 100;

    private long packets;
    private long bytes;
    private long lost;
    private double jitterMillis;
    private double roundTripMillis;
    private double mosSum;
    private double leastMos;

    void add(LegStatistics stretch) {
        packets += stretch.received();
        bytes += stretch.receivedBytes();
        lost += Math.max(0, stretch.lost());
        jitterMillis = Math.max(jitterMillis, stretch.jitterMillis());
        roundTripMillis = Math.max(roundTripMillis, stretch.roundTripMillis());
        mosSum += stretch.meanMos() * stretch.received();
        if (stretch.leastMos() > 0) {
            leastMos = leastMos == 0 ? stretch.leastMos() : Math.min(leastMos, stretch.leastMos());
        }
    }

    Heard sum() {
        long sent = packets + lost;
        return new Heard(
                packets,
                bytes,
                sent == 0 ? 0 : PERCENT * lost / sent,
                jitterMillis,
                roundTripMillis,
                packets == 0 ? 0 : mosSum / packets,
                leastMos);
    }
}
