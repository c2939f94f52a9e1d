package dialtone.signaling.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Ability;
import dialtone.signaling.message.Presence;
import dialtone.signaling.message.PresenceState;
import dialtone.signaling.message.Showing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

class CompositionTest {

    private static EndpointPresence endpoint(PresenceState state) {
        return new EndpointPresence("Bob", new Showing(state, null, Set.of(), null), false, false);
    }

    private static EndpointPresence inCall(PresenceState state, boolean isLost) {
        return new EndpointPresence("Bob", new Showing(state, null, Set.of(), null), true, isLost);
    }

    private static Presence of(EndpointPresence... endpoints) {
        return Composition.of("user:bob", List.of(endpoints));
    }

    @ParameterizedTest
    @CsvSource({
        "available; away, available",
        "away; away, away",
        "away; busy, busy",
        "available; busy, busy",
        "busy; do-not-disturb, do-not-disturb",
        "available; do-not-disturb; away, do-not-disturb",
        "available; invisible, offline",
        "do-not-disturb; invisible, offline",
        "invisible, offline"
    })
    void takesWishesFirstAndThenTheReadiest(String states, String composed) {
        EndpointPresence[] endpoints =
                Arrays.stream(states.split("; "))
                        .map(PresenceState::of)
                        .map(CompositionTest::endpoint)
                        .toArray(EndpointPresence[]::new);

        assertThat(of(endpoints).state().wire()).isEqualTo(composed);
    }

    @Test
    void ofNobodyIsOffline() {
        assertThat(of()).isEqualTo(Presence.offline("user:bob"));
    }

    @ParameterizedTest
    @EnumSource(names = {"AVAILABLE", "AWAY", "BUSY"})
    void whoIsInACallIsBusyWhateverTheySay(PresenceState said) {
        Presence presence = of(endpoint(PresenceState.AVAILABLE), inCall(said, false));

        assertThat(presence.state()).isEqualTo(PresenceState.BUSY);
        assertThat(presence.inCall()).isTrue();
    }

    @Test
    void whoWantsNotToBeDisturbedOrSeenIsNotInACall() {
        assertThat(of(inCall(PresenceState.DO_NOT_DISTURB, false)).state())
                .isEqualTo(PresenceState.DO_NOT_DISTURB);
        assertThat(of(inCall(PresenceState.INVISIBLE, false)))
                .isEqualTo(Presence.offline("user:bob"));
    }

    @Test
    void whoLostTheConnectionIsAwayUnlessInACall() {
        EndpointPresence lost = new EndpointPresence("Bob", Showing.DEFAULT, false, true);

        assertThat(of(lost).state()).isEqualTo(PresenceState.AWAY);
        assertThat(of(inCall(PresenceState.AVAILABLE, true)).state()).isEqualTo(PresenceState.BUSY);
    }

    @Test
    void unitesAbilitiesAndListsDevicesWithTheNoteThatWasSaidLast() {
        Presence presence =
                of(
                        new EndpointPresence(
                                "Bob",
                                new Showing(
                                        PresenceState.AVAILABLE,
                                        "Phone",
                                        Set.of(Ability.AUDIO),
                                        "Soon back"),
                                false,
                                false),
                        new EndpointPresence(
                                null,
                                new Showing(
                                        PresenceState.AWAY,
                                        "Desk",
                                        Set.of(Ability.SCREEN, Ability.VIDEO),
                                        null),
                                false,
                                false));

        assertThat(presence.abilities())
                .containsExactly(Ability.AUDIO, Ability.VIDEO, Ability.SCREEN);
        assertThat(presence.devices())
                .containsExactly(
                        new Presence.Device(
                                "Phone", PresenceState.AVAILABLE, Set.of(Ability.AUDIO)),
                        new Presence.Device(
                                "Desk", PresenceState.AWAY, Set.of(Ability.VIDEO, Ability.SCREEN)));
        assertThat(presence.note()).isEqualTo("Soon back");
        assertThat(presence.name()).isEqualTo("Bob");
    }
}
