package dialtone.signaling.message;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// Reads how long the media of a call took, as a client has measured it.
final class SetupParams {

    /// A call whose media takes longer has been given up.
    private static final int MAX_MILLIS = 120_000;

    private SetupParams() {}

    /// By stage; empty when the client has measured none that is known here.
    static Map<SetupStage, Duration> read(JsonCursor params) {
        Map<SetupStage, Duration> setup = new EnumMap<>(SetupStage.class);
        params.enterObject();
        String name;
        while ((name = params.nextMember()) != null) {
            SetupStage stage = SetupStage.of(name);
            if (stage == null) {
                params.skip();
            } else {
                setup.put(stage, Duration.ofMillis(params.integer(0, MAX_MILLIS)));
            }
        }
        return setup;
    }
}
