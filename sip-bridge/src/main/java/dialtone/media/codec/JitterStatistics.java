package dialtone.media.codec;

/// What happened to the packets of a stream so far.
///
/// @param received all that came, whatever became of them
/// @param lost those that were not there when they were needed
/// @param late those of the lost that came nevertheless
/// @param reordered those that came out of order, but in time
/// @param damaged those that cannot be of the codec
/// @param restarts how often the sender began anew
/// @param recovered lost ones that the packet after them told about
/// @param concealed frames that were made up
/// @param dropped packets that were not played because too many waited
/// @param jitterNanos as in RFC 3550 section 6.4.1
public record JitterStatistics(
        long received,
        long lost,
        long late,
        long reordered,
        long duplicates,
        long damaged,
        long restarts,
        long recovered,
        long concealed,
        long dropped,
        long jitterNanos) {}
