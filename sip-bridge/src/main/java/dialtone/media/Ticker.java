package dialtone.media;

/// Has something to do every 20 ms: sound to send, a report that is due.
///
/// Threading: called on the port's thread.
@FunctionalInterface
public interface Ticker {

    /// From one tick to the next.
    int TICK_MILLIS = 20;

    /// Does what is due. A tick that is late is made up for, so sound keeps its pace.
    ///
    /// Hot path: called per tick.
    void tick(long nowNanos);
}
