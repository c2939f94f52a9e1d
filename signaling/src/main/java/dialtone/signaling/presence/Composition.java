package dialtone.signaling.presence;

import dialtone.signaling.message.Ability;
import dialtone.signaling.message.Presence;
import dialtone.signaling.message.PresenceState;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Makes one presence of all endpoints of a user.
///
/// What somebody wishes on one device holds for the person: not to be seen, not to be disturbed,
/// being busy. Otherwise the device that is the readiest counts: who is at one of them is
/// available.
final class Composition {

    /// The first of these that an endpoint has is the user's.
    private static final List<PresenceState> DECISIVE =
            List.of(
                    PresenceState.INVISIBLE,
                    PresenceState.DO_NOT_DISTURB,
                    PresenceState.BUSY,
                    PresenceState.AVAILABLE,
                    PresenceState.AWAY);

    private Composition() {}

    /// The user as others see them.
    ///
    /// @param endpoints in the order in which they last changed
    static Presence of(String address, Collection<EndpointPresence> endpoints) {
        PresenceState state = PresenceState.OFFLINE;
        for (PresenceState each : DECISIVE) {
            if (endpoints.stream().anyMatch(endpoint -> endpoint.state() == each)) {
                state = each;
                break;
            }
        }
        if (state == PresenceState.OFFLINE || state == PresenceState.INVISIBLE) {
            return Presence.offline(address);
        }
        Set<Ability> abilities = EnumSet.noneOf(Ability.class);
        endpoints.forEach(endpoint -> abilities.addAll(endpoint.showing().abilities()));
        return new Presence(
                address,
                last(endpoints, EndpointPresence::name),
                state,
                endpoints.stream().anyMatch(EndpointPresence::inCall),
                abilities,
                endpoints.stream().map(EndpointPresence::device).toList(),
                last(endpoints, endpoint -> endpoint.showing().note()));
    }

    /// What was said last, of what was said.
    private static @Nullable String last(
            Collection<EndpointPresence> endpoints,
            Function<EndpointPresence, @Nullable String> said) {
        String last = null;
        for (EndpointPresence endpoint : endpoints) {
            String text = said.apply(endpoint);
            last = text == null ? last : text;
        }
        return last;
    }
}
