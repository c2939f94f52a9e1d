package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.Answer.Empty;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event;
import dialtone.signaling.message.Event.PresenceChanged;
import dialtone.signaling.message.Event.PresenceReady;
import dialtone.signaling.message.Event.PresenceRoom;
import dialtone.signaling.message.Outgoing;
import dialtone.signaling.message.Presence;
import dialtone.signaling.message.PresenceState;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// Who sees who is there.
class PresenceTest {

    private static final Duration RESUME = Duration.ofSeconds(30);

    /// A little longer than a loss stays unnoticed.
    private static final Duration NOTICED = Duration.ofSeconds(5);

    private final TestHub server = new TestHub(8, 16, RESUME);

    private static void watch(TestHub.Client client, String addresses) {
        client.request("presence.subscribe", "{'addresses':[" + addresses + "]}");
    }

    private static void set(TestHub.Client client, String params) {
        client.request("presence.set", "{" + params + "}");
    }

    private static List<Presence> shown(TestHub.Client client) {
        return client.all(PresenceChanged.class).stream().map(PresenceChanged::presence).toList();
    }

    private static List<PresenceState> states(TestHub.Client client) {
        return shown(client).stream().map(Presence::state).toList();
    }

    private static List<List<String>> rooms(TestHub.Client client) {
        return client.all(PresenceRoom.class).stream()
                .map(room -> room.peers().stream().map(peer -> peer.party().address()).toList())
                .toList();
    }

    private static int count(TestHub.Client client, Predicate<Outgoing> which) {
        return (int) client.told.stream().filter(which).count();
    }

    /// A call that Alice makes and somebody answers.
    private static String talk(TestHub.Client alice, TestHub.Client other, String user) {
        alice.invite(user);
        String call = other.incoming();
        other.answer(call);
        return call;
    }

    private TestHub.Client resume(TestHub.Client before, String user) {
        TestHub.Client again = server.new Client();
        String token = ((Answer.SessionOpened) firstResult(before)).resume().token();
        again.request(
                "session.open",
                "{'ticket':'%s','resume':{'token':'%s','lastSeq':%d}}"
                        .formatted(user, token, before.lastSeq));
        return again;
    }

    private static Answer.Result firstResult(TestHub.Client client) {
        return client.all(Answer.Done.class).getFirst().result();
    }

    @Nested
    class Watching {

        @Test
        void isAnsweredThenToldWhoIsThereThenReady() {
            server.open("bob");
            TestHub.Client alice = server.open("alice");

            watch(alice, "'user:bob','user:nobody'");

            List<Outgoing> told = alice.told.subList(1, alice.told.size());
            assertThat(told).hasSize(3);
            assertThat(told.get(0))
                    .isInstanceOfSatisfying(
                            Answer.Done.class,
                            done -> assertThat(done.result()).isEqualTo(new Empty()));
            assertThat(told.get(1)).isInstanceOf(PresenceChanged.class);
            assertThat(told.get(2))
                    .isInstanceOfSatisfying(
                            PresenceReady.class, ready -> assertThat(ready.addresses()).hasSize(2));
            Presence bob = shown(alice).getFirst();
            assertThat(bob.address()).isEqualTo("user:bob");
            assertThat(bob.name()).isEqualTo("Bob");
            assertThat(bob.state()).isEqualTo(PresenceState.AVAILABLE);
        }

        @Test
        void tellsEachChangeOnce() {
            TestHub.Client alice = server.open("alice");
            watch(alice, "'user:bob'");

            TestHub.Client bob = server.open("bob");
            set(bob, "'state':'away'");
            set(bob, "'state':'away'");
            bob.request("session.close", "{}");

            assertThat(states(alice))
                    .containsExactly(
                            PresenceState.AVAILABLE, PresenceState.AWAY, PresenceState.OFFLINE);
        }

        @Test
        void composesAllSessionsOfAUser() {
            TestHub.Client alice = server.open("alice");
            watch(alice, "'user:bob'");
            TestHub.Client desk = server.open("bob");
            set(desk, "'state':'away','device':'Desk','abilities':['audio','video']");
            TestHub.Client phone = server.open("bob");

            set(phone, "'state':'available','device':'Phone','abilities':['audio'],'note':'Hi'");
            phone.session.abandon();

            Presence both = shown(alice).get(shown(alice).size() - 2);
            assertThat(both.state()).isEqualTo(PresenceState.AVAILABLE);
            assertThat(both.devices())
                    .extracting(Presence.Device::name)
                    .containsExactly("Desk", "Phone");
            assertThat(both.abilities()).hasSize(2);
            assertThat(both.note()).isEqualTo("Hi");
            Presence one = shown(alice).getLast();
            assertThat(one.state()).isEqualTo(PresenceState.AWAY);
            assertThat(one.devices()).extracting(Presence.Device::name).containsExactly("Desk");
            assertThat(one.note()).isNull();
        }

        @Test
        void anInvisibleUserLooksLikeNobody() {
            TestHub.Client bob = server.open("bob");
            set(bob, "'state':'invisible','device':'Desk'");
            TestHub.Client alice = server.open("alice");

            watch(alice, "'user:bob'");
            set(bob, "'state':'invisible','device':'Another'");
            bob.request("session.close", "{}");

            assertThat(shown(alice)).isEmpty();
            assertThat(alice.all(PresenceReady.class)).hasSize(1);
        }

        @Test
        void tellsAgainWhenAskedAgain() {
            server.open("bob");
            TestHub.Client alice = server.open("alice");
            watch(alice, "'user:bob'");

            watch(alice, "'user:bob'");

            assertThat(states(alice))
                    .containsExactly(PresenceState.AVAILABLE, PresenceState.AVAILABLE);
            assertThat(server.gauge("dialtone.presence.subscriptions")).isEqualTo(1);
        }

        @Test
        void endsWhenUnsubscribedAndWithTheSession() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client carol = server.open("carol");
            watch(alice, "'user:bob','room:standup'");
            watch(carol, "'user:bob'");

            alice.request("presence.unsubscribe", "{'addresses':['user:bob','user:unknown']}");
            carol.session.abandon();
            server.open("bob");

            assertThat(shown(alice)).isEmpty();
            assertThat(shown(carol)).isEmpty();
            assertThat(server.gauge("dialtone.presence.subscriptions")).isEqualTo(1);
        }
    }

    @Nested
    class Calls {

        @Test
        void makeBothSidesBusyFromTheAnswerToTheEnd() {
            TestHub.Client carol = server.open("carol");
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");
            watch(carol, "'user:alice','user:bob'");
            alice.invite("bob");
            String call = bob.incoming();
            assertThat(shown(carol)).hasSize(2).noneMatch(Presence::inCall);

            bob.answer(call);
            assertThat(shown(carol).subList(2, 4))
                    .allMatch(Presence::inCall)
                    .allMatch(presence -> presence.state() == PresenceState.BUSY)
                    .extracting(Presence::address)
                    .containsExactlyInAnyOrder("user:alice", "user:bob");

            alice.ofCall("call.hangup", call);
            assertThat(shown(carol).subList(4, 6))
                    .noneMatch(Presence::inCall)
                    .allMatch(presence -> presence.state() == PresenceState.AVAILABLE);
        }

        @Test
        void thatAreDeclinedChangeNothing() {
            TestHub.Client carol = server.open("carol");
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");
            watch(carol, "'user:alice','user:bob'");

            alice.invite("bob");
            bob.request("call.decline", "{'call':'" + bob.incoming() + "'}");

            assertThat(shown(carol)).hasSize(2);
        }

        @Test
        void makeOnlyTheDeviceBusyThatTookThem() {
            TestHub.Client carol = server.open("carol");
            TestHub.Client alice = server.open("alice");
            TestHub.Client desk = server.open("bob");
            set(desk, "'state':'available','device':'Desk'");
            TestHub.Client phone = server.open("bob");
            set(phone, "'state':'available','device':'Phone'");
            watch(carol, "'user:bob'");

            alice.invite("bob");
            phone.answer(phone.incoming());

            assertThat(shown(carol).getLast().devices())
                    .extracting(Presence.Device::name, Presence.Device::state)
                    .containsExactlyInAnyOrder(
                            tuple("Desk", PresenceState.AVAILABLE),
                            tuple("Phone", PresenceState.BUSY));
        }

        @Test
        void inARoomCountToo() {
            TestHub.Client carol = server.open("carol");
            TestHub.Client alice = server.open("alice");
            watch(carol, "'user:alice'");

            alice.request("room.join", "{'room':'standup'}");
            alice.request("room.leave", "{'room':'standup'}");

            assertThat(shown(carol))
                    .extracting(Presence::inCall)
                    .containsExactly(false, true, false);
        }
    }

    @Nested
    class Rooms {

        @Test
        void tellWhoIsThereWithoutBeingJoined() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");
            bob.request("room.join", "{'room':'standup'}");

            watch(alice, "'room:standup'");
            server.open("carol").request("room.join", "{'room':'standup'}");
            bob.session.abandon();
            server.open("dave").request("room.join", "{'room':'other'}");

            assertThat(rooms(alice))
                    .containsExactly(
                            List.of("user:bob"),
                            List.of("user:bob", "user:carol"),
                            List.of("user:carol"));
            assertThat(bob.all(Event.RoomPeerJoined.class)).hasSize(1);
        }

        @Test
        void thatAreEmptyTellNothingUntilSomebodyComes() {
            TestHub.Client alice = server.open("alice");
            watch(alice, "'room:standup'");
            assertThat(rooms(alice)).isEmpty();

            TestHub.Client bob = server.open("bob");
            bob.request("room.join", "{'room':'standup'}");
            bob.request("room.leave", "{'room':'standup'}");

            assertThat(rooms(alice)).containsExactly(List.of("user:bob"), List.of());
        }
    }

    @Nested
    class Tickets {

        @Test
        void sayWhoMayBeSeen() {
            server.open("carol");
            server.open("bob");
            TestHub.Client restricted = server.open("restricted");

            watch(restricted, "'user:bob','user:restricted','room:lobby'");
            assertThat(restricted.result()).isEqualTo(new Empty());
            watch(restricted, "'user:bob','user:carol'");
            assertThat(restricted.refusal()).isEqualTo(ErrorCode.FORBIDDEN_PRESENCE);
            assertThat(restricted.refused().message()).contains("'user:carol'");
            watch(restricted, "'room:board'");
            assertThat(restricted.refusal()).isEqualTo(ErrorCode.FORBIDDEN_PRESENCE);

            assertThat(shown(restricted))
                    .extracting(Presence::address)
                    .containsExactlyInAnyOrder("user:bob", "user:restricted");
        }

        @Test
        void thatAllowLessEndWhatIsWatchedByTheOnesBefore() {
            TestHub.Client bob = server.open("bob");
            TestHub.Client restricted = server.open("restricted");
            watch(restricted, "'user:bob'");
            int before = shown(restricted).size();

            restricted.request("2", "session.renew", "{'ticket':'restricted to itself'}");
            set(bob, "'state':'away'");

            assertThat(restricted.result()).isInstanceOf(Answer.TicketRenewed.class);
            assertThat(shown(restricted)).hasSize(before);
        }

        @Test
        void withoutTheClaimShowOnlyOneself() {
            TestHub.Client alone = server.open("alone");

            watch(alone, "'user:alone'");
            assertThat(alone.result()).isEqualTo(new Empty());
            watch(alone, "'user:bob'");

            assertThat(alone.refusal()).isEqualTo(ErrorCode.FORBIDDEN_PRESENCE);
        }

        @Test
        void doNotMakePhonesSeen() {
            TestHub.Client alice = server.open("alice");

            watch(alice, "'tel:+15551234567'");

            assertThat(alice.refusal()).isEqualTo(ErrorCode.INVALID_PARAMS);
        }
    }

    @Nested
    class LostConnections {

        @Test
        void thatComeBackSoonAreNobodysBusiness() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");
            watch(alice, "'user:bob'");

            bob.session.lost();
            server.timers.pass(NOTICED.minusMillis(1));
            resume(bob, "bob");
            server.timers.pass(NOTICED);

            assertThat(states(alice)).containsExactly(PresenceState.AVAILABLE);
        }

        @Test
        void areAwayThenBackOrGone() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");
            watch(alice, "'user:bob'");

            bob.session.lost();
            server.timers.pass(NOTICED);
            TestHub.Client again = resume(bob, "bob");
            again.session.lost();
            server.timers.pass(RESUME);

            assertThat(states(alice))
                    .containsExactly(
                            PresenceState.AVAILABLE,
                            PresenceState.AWAY,
                            PresenceState.AVAILABLE,
                            PresenceState.AWAY,
                            PresenceState.OFFLINE);
        }

        @Test
        void keepWhatWasSaidAndWhatIsWatched() {
            TestHub.Client alice = server.open("alice");
            set(alice, "'state':'do-not-disturb','note':'Work'");
            TestHub.Client bob = server.open("bob");
            watch(alice, "'user:bob'");
            watch(bob, "'user:alice'");

            alice.session.lost();
            TestHub.Client again = resume(alice, "alice");
            set(bob, "'state':'away'");

            assertThat(shown(bob).getLast().note()).isEqualTo("Work");
            assertThat(states(again)).containsExactly(PresenceState.AWAY);
        }

        @Test
        void tellTheNewestStateAfterwardsHoweverMuchHappened() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");
            TestHub.Client carol = server.open("carol");
            watch(alice, "'user:bob','user:carol'");
            String call = talk(alice, carol, "carol");

            alice.session.lost();
            for (int i = 0; i < 600; i++) {
                set(bob, "'state':'available','note':'" + i + "'");
                server.timers.pass(Duration.ofMillis(10));
            }
            server.timers.pass(Duration.ofSeconds(1));
            TestHub.Client again = resume(alice, "alice");

            assertThat(((Answer.SessionOpened) firstResult(again)).recovered()).isTrue();
            assertThat(shown(again)).extracting(Presence::note).containsExactly("599");
            again.ofCall("call.hangup", call);
            assertThat(carol.ended()).isNotNull();
        }
    }

    @Test
    void isNotToldToOneWhoWatchesNobody() {
        TestHub.Client alice = server.open("alice");

        set(server.open("bob"), "'state':'away'");

        assertThat(count(alice, Event.class::isInstance)).isZero();
        assertThat(server.gauge("dialtone.presence.users")).isEqualTo(2);
        assertThat(server.hub.presences().of("user:bob").state()).isEqualTo(PresenceState.AWAY);
    }

    @Test
    void leavesNothingBehind() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        watch(alice, "'user:bob','room:standup'");
        bob.request("room.join", "{'room':'standup'}");
        talk(alice, bob, "bob");

        alice.session.abandon();
        bob.session.abandon();

        assertThat(server.gauge("dialtone.presence.users")).isZero();
        assertThat(server.gauge("dialtone.presence.subscriptions")).isZero();
        assertThat(server.hub.presences().of("user:bob")).isEqualTo(Presence.offline("user:bob"));
        assertThat(server.hub.rosters().in("standup")).isEmpty();
    }
}
