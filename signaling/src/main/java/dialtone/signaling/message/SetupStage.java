package dialtone.signaling.message;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.stream.Stream;

/// What the media of a call has come to before it is heard, in this order.
public enum SetupStage {
    /// A path was found.
    ICE("ice", "ice"),
    /// There are keys.
    DTLS("dtls", "dtls"),
    /// The first packet of sound or picture has come.
    FIRST_MEDIA("firstMedia", "first_media");

    private static final Map<String, SetupStage> BY_WIRE =
            Stream.of(values()).collect(toUnmodifiableMap(SetupStage::wire, identity()));

    private final String wire;
    private final String label;

    SetupStage(String wire, String label) {
        this.wire = wire;
        this.label = label;
    }

    /// The name on the wire.
    public String wire() {
        return wire;
    }

    /// The name in metrics.
    public String label() {
        return label;
    }

    static @Nullable SetupStage of(String wire) {
        return BY_WIRE.get(wire);
    }
}
