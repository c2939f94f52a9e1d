package dialtone.signaling.admin;

import java.util.Locale;

/// Where the process is in its life. It only ever goes forward:
///
///     STARTING -> SERVING -> DRAINING -> STOPPING
///
/// and may skip what lies between.
public enum ProcessState {
    /// Not all ports are open yet.
    STARTING,
    /// Takes new sessions and calls.
    SERVING,
    /// Lets calls finish and takes no new ones.
    DRAINING,
    /// Closes everything.
    STOPPING;

    /// As it is written in answers and labels: `serving`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
