package dialtone.sip.record;

/// How one side was heard.
///
/// @param packets that came from it
/// @param bytes of sound in them
/// @param lossPercent of what it sent
/// @param meanMos over the whole call, by the E-model; 0 when it is not known
/// @param leastMos of its worst moments
public record Heard(
        long packets,
        long bytes,
        double lossPercent,
        double jitterMillis,
        double roundTripMillis,
        double meanMos,
        double leastMos) {

    /// Nobody.
    public static final Heard NOTHING = new Heard(0, 0, 0, 0, 0, 0, 0);
}
