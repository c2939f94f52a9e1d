package dialtone.signaling.presence;

import dialtone.signaling.message.Presence;
import dialtone.signaling.message.PresenceState;
import dialtone.signaling.message.Showing;

import org.jspecify.annotations.Nullable;

/// What is known of one endpoint.
///
/// @param name of its user, for a person; null when there is none
/// @param showing what it says of itself
/// @param inCall whether it is in a call that was answered, or in a room
/// @param isLost whether its connection is lost, and it may come back
public record EndpointPresence(
        @Nullable String name, Showing showing, boolean inCall, boolean isLost) {

    /// How ready it is, by what it says and what it does.
    PresenceState state() {
        PresenceState said = showing.state();
        return switch (said) {
            case AVAILABLE, AWAY -> {
                if (inCall) {
                    yield PresenceState.BUSY;
                }
                yield isLost ? PresenceState.AWAY : said;
            }
            case BUSY, DO_NOT_DISTURB, INVISIBLE, OFFLINE -> said;
        };
    }

    Presence.Device device() {
        return new Presence.Device(showing.device(), state(), showing.abilities());
    }
}
