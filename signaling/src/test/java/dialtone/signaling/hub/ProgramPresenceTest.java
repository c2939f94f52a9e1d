package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Event.PresenceChanged;
import dialtone.signaling.message.PresenceState;
import dialtone.signaling.message.Showing;
import dialtone.signaling.presence.ProgramPresence;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Set;

/// What programs without a session say of users.
class ProgramPresenceTest {

    private static final Duration TIME = Duration.ofMinutes(5);

    private final TestHub server = new TestHub(8);
    private final ProgramPresence programs = server.hub.programs();

    private static Showing showing(PresenceState state) {
        return new Showing(state, "Calendar", Set.of(), null);
    }

    private PresenceState bob() {
        return server.hub.presences().of("user:bob").state();
    }

    @Test
    void countsLikeOneMoreSessionAndEndsByItself() {
        server.open("bob");
        TestHub.Client alice = server.open("alice");
        alice.request("presence.subscribe", "{'addresses':['user:bob']}");

        programs.show("user:bob", null, showing(PresenceState.BUSY), TIME);
        assertThat(bob()).isEqualTo(PresenceState.BUSY);
        server.timers.pass(TIME.minusMillis(1));
        assertThat(bob()).isEqualTo(PresenceState.BUSY);
        server.timers.pass(Duration.ofMillis(1));

        assertThat(bob()).isEqualTo(PresenceState.AVAILABLE);
        assertThat(alice.all(PresenceChanged.class)).hasSize(3);
        assertThat(alice.all(PresenceChanged.class).getLast().presence().name()).isEqualTo("Bob");
    }

    @Test
    void holdsFromTheLastWordOn() {
        programs.show("user:bob", "Bob", showing(PresenceState.BUSY), TIME);
        server.timers.pass(TIME.minusMillis(1));
        programs.show("user:bob", "Bob", showing(PresenceState.AWAY), TIME);
        server.timers.pass(TIME.minusMillis(1));

        assertThat(bob()).isEqualTo(PresenceState.AWAY);
        programs.end("user:bob");
        assertThat(bob()).isEqualTo(PresenceState.OFFLINE);
        assertThat(server.timers.waiting()).isZero();
    }

    @Test
    void isForSoManyUsersAndNoMore() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(programs.show("user:u" + i, null, showing(PresenceState.AVAILABLE), TIME))
                    .isTrue();
        }

        assertThat(programs.show("user:more", null, showing(PresenceState.BUSY), TIME)).isFalse();
        assertThat(programs.show("user:u1", null, showing(PresenceState.BUSY), TIME)).isTrue();
        programs.end("user:u2");
        assertThat(programs.show("user:more", null, showing(PresenceState.BUSY), TIME)).isTrue();
    }
}
