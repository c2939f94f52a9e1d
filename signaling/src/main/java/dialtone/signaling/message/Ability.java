package dialtone.signaling.message;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.stream.Stream;

/// What a device can send.
public enum Ability {
    AUDIO("audio"),
    VIDEO("video"),
    SCREEN("screen");

    private static final Map<String, Ability> BY_WIRE =
            Stream.of(values()).collect(toUnmodifiableMap(Ability::wire, identity()));

    private final String wire;

    Ability(String wire) {
        this.wire = wire;
    }

    /// The word on the wire.
    public String wire() {
        return wire;
    }

    /// The ability of a word; null when there is none.
    public static @Nullable Ability of(String wire) {
        return BY_WIRE.get(wire);
    }
}
