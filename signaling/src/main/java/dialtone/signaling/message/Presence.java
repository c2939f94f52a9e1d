package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// How a user is shown to others, composed of all their endpoints.
///
/// @param name what to show to a person; null when nobody is there, or none is known
/// @param state never [PresenceState#INVISIBLE]
/// @param inCall whether they talk to somebody right now
/// @param abilities of all devices together
/// @param note of the endpoint that decides the state; null for none
public record Presence(
        String address,
        @Nullable String name,
        PresenceState state,
        boolean inCall,
        Set<Ability> abilities,
        List<Device> devices,
        @Nullable String note) {

    /// One endpoint of theirs.
    ///
    /// @param name what it runs on; null when it does not say
    public record Device(@Nullable String name, PresenceState state, Set<Ability> abilities) {
        public Device {
            abilities = copy(abilities);
        }
    }

    public Presence {
        abilities = copy(abilities);
        devices = List.copyOf(devices);
    }

    /// Somebody who is not here, or does not want to be seen.
    public static Presence offline(String address) {
        return new Presence(address, null, PresenceState.OFFLINE, false, Set.of(), List.of(), null);
    }

    public boolean isOffline() {
        return state == PresenceState.OFFLINE;
    }

    private static Set<Ability> copy(Set<Ability> abilities) {
        return abilities.isEmpty()
                ? Set.of()
                : Collections.unmodifiableSet(EnumSet.copyOf(abilities));
    }
}
