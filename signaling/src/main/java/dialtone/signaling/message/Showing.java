package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What one endpoint says of itself.
///
/// @param state never [PresenceState#OFFLINE]
/// @param device what it runs on, for a person; null when it does not say
/// @param note for a person; null for none
public record Showing(
        PresenceState state,
        @Nullable String device,
        Set<Ability> abilities,
        @Nullable String note) {

    /// The longest name of a device, in characters.
    public static final int MAX_DEVICE = 64;

    /// The longest note, in characters.
    public static final int MAX_NOTE = 128;

    /// Who says nothing is there to talk.
    public static final Showing DEFAULT =
            new Showing(PresenceState.AVAILABLE, null, Set.of(), null);

    public Showing {
        abilities =
                abilities.isEmpty()
                        ? Set.of()
                        : Collections.unmodifiableSet(EnumSet.copyOf(abilities));
    }
}
