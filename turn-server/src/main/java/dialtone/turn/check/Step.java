package dialtone.turn.check;

import java.time.Duration;

/// One thing that was tried.
///
/// @param name what: `binding`, `allocation`
/// @param words what came of it; when it failed, also what to do
/// @param took from the first request to the last answer
public record Step(String name, Result result, String words, Duration took) {

    public enum Result {
        OK,
        /// The server works as far as could be seen, but its address policy lets nobody send to its
        /// own relayed addresses, so that nothing could be relayed.
        DENIED,
        FAILED
    }
}
