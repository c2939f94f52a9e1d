package dialtone.process;

import jdk.jfr.Event;

import org.jspecify.annotations.Nullable;

/// The JVM's Flight Recorder, for events of ours that last.
public final class Recorder {

    private Recorder() {}

    /// Begins an event; null while nobody records such, so that nothing is kept for it.
    public static <E extends Event> @Nullable E begun(E event) {
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }
}
