package dialtone.signaling.message;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.stream.Stream;

/// How ready somebody is to talk.
public enum PresenceState {
    AVAILABLE("available"),
    /// Not at the device, or its connection is lost.
    AWAY("away"),
    /// Talks to somebody, or says so.
    BUSY("busy"),
    DO_NOT_DISTURB("do-not-disturb"),
    /// Here, and shown to others as [#OFFLINE].
    INVISIBLE("invisible"),
    /// Not here. Nobody says it of themselves.
    OFFLINE("offline");

    private static final Map<String, PresenceState> BY_WIRE =
            Stream.of(values()).collect(toUnmodifiableMap(PresenceState::wire, identity()));

    private final String wire;

    PresenceState(String wire) {
        this.wire = wire;
    }

    /// The word on the wire.
    public String wire() {
        return wire;
    }

    /// The state of a word; null when there is none.
    public static @Nullable PresenceState of(String wire) {
        return BY_WIRE.get(wire);
    }
}
