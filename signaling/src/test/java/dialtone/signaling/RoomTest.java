package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

/// Rooms: who is told of whom, and what peers send each other.
class RoomTest {

    private static final String JOIN = "{'room':'standup'}";

    @AutoClose private final TestServer server = TestServer.with().maxRooms(2, 3).start();

    private final TestClient alice = server.open("alice");
    private final TestClient bob = server.open("bob");

    /// Joins, and gives the id of the own peer.
    private static String join(TestClient client) {
        return client.request("room.join", JOIN).get("self").stringValue();
    }

    private static String to(String peer, String rest) {
        return "{'room':'standup','to':'" + peer + "'," + rest + "}";
    }

    @Nested
    class Joining {

        @Test
        void anEmptyRoomTellsThatNobodyIsThere() {
            JsonNode joined = alice.request("room.join", JOIN);

            assertThat(joined.get("room").stringValue()).isEqualTo("standup");
            assertThat(joined.get("peers")).isEmpty();
        }

        @Test
        void tellsWhoIsThereAndThemWhoCame() {
            String aliceId = join(alice);

            JsonNode joined = bob.request("room.join", JOIN);

            assertThat(joined.at("/peers/0/id").stringValue()).isEqualTo(aliceId);
            assertThat(joined.at("/peers/0/address").stringValue()).isEqualTo("user:alice");
            JsonNode told = alice.event("room.peerJoined");
            assertThat(told.at("/peer/id")).isEqualTo(joined.get("self"));
            assertThat(told.at("/peer/name").stringValue()).isEqualTo("Bob");
            bob.assertNothingMore();
        }

        @Test
        void twiceIsRefused() {
            join(alice);

            alice.refused("room/already-joined", "room.join", JOIN);
        }

        @Test
        void withTwoEndpointsOfOneUserMakesTwoPeers() {
            String one = join(alice);
            JsonNode other = server.open("alice").request("room.join", JOIN);

            assertThat(other.at("/peers/0/id").stringValue()).isEqualTo(one);
            assertThat(other.get("self").stringValue()).isNotEqualTo(one);
            alice.event("room.peerJoined");
        }

        @Test
        void aFullRoomIsRefusedAndTheOthersGoOn() {
            join(alice);
            join(bob);
            join(server.open("carol"));

            String words = server.open("dave").refused("room/full", "room.join", JOIN);

            assertThat(words).isEqualTo("The room standup is full: 3 are in it.");
            alice.event("room.peerJoined");
            alice.event("room.peerJoined");
            alice.assertNothingMore();
        }

        @Test
        void tooManyRoomsIsRefusedUntilOneIsLeft() {
            alice.request("room.join", "{'room':'one'}");
            alice.request("room.join", "{'room':'two'}");
            alice.refused("room/too-many", "room.join", JOIN);

            alice.request("room.leave", "{'room':'one'}");

            join(alice);
        }

        @Test
        void anotherRoomMeetsNobodyOfThisOne() {
            join(alice);

            JsonNode joined = bob.request("room.join", "{'room':'Standup'}");

            assertThat(joined.get("peers")).isEmpty();
            alice.assertNothingMore();
        }

        @Test
        void afterLeavingIsADifferentPeer() {
            String first = join(alice);
            alice.request("room.leave", JOIN);

            assertThat(join(alice)).isNotEqualTo(first);
        }
    }

    @Nested
    class Leaving {

        @Test
        void isToldToTheOthers() {
            join(alice);
            String bobId = join(bob);
            alice.event("room.peerJoined");

            bob.request("room.leave", JOIN);

            JsonNode left = alice.event("room.peerLeft");
            assertThat(left.get("peer").stringValue()).isEqualTo(bobId);
            assertThat(left.get("reason").stringValue()).isEqualTo("left");
            bob.assertNothingMore();
        }

        @Test
        void byALostConnectionIsToldAsThat() {
            join(alice);
            join(bob);
            alice.event("room.peerJoined");

            bob.abort();

            assertThat(alice.event("room.peerLeft").get("reason").stringValue())
                    .isEqualTo("signaling-lost");
        }

        @Test
        void byClosingTheSessionIsOrdinary() {
            join(alice);
            join(bob);
            alice.event("room.peerJoined");

            bob.request("session.close", "{}");

            assertThat(alice.event("room.peerLeft").get("reason").stringValue()).isEqualTo("left");
        }

        @Test
        void aRoomOneIsNotInIsRefused() {
            String words = alice.refused("room/not-joined", "room.leave", JOIN);

            assertThat(words).isEqualTo("You are not in the room 'standup'.");
        }

        @Test
        void makesRoomForAnother() {
            join(alice);
            join(bob);
            join(server.open("carol"));
            bob.request("room.leave", JOIN);

            assertThat(join(server.open("dave"))).startsWith("p_");
        }

        @Test
        void byTheLastEndsTheRoom() {
            join(alice);
            join(bob);
            assertThat(server.gauge("dialtone.rooms.active")).isEqualTo(1);
            assertThat(server.gauge("dialtone.participants.active")).isEqualTo(2);

            alice.request("room.leave", JOIN);
            bob.abort();

            server.awaitGauge("dialtone.rooms.active", 0);
            server.awaitGauge("dialtone.participants.active", 0);
        }
    }

    @Nested
    class Sending {

        private final String aliceId = join(alice);
        private final String bobId = join(bob);

        Sending() {
            alice.event("room.peerJoined");
        }

        @Test
        void aDescriptionReachesThePeer() {
            bob.request("room.describe", to(aliceId, "'description':" + TestClient.OFFER));

            JsonNode told = alice.event("room.description");
            assertThat(told.get("room").stringValue()).isEqualTo("standup");
            assertThat(told.get("from").stringValue()).isEqualTo(bobId);
            assertThat(told.at("/description/type").stringValue()).isEqualTo("offer");
        }

        @Test
        void candidatesReachOnlyThePeer() {
            TestClient carol = server.open("carol");
            join(carol);
            alice.event("room.peerJoined");
            bob.event("room.peerJoined");

            alice.request("room.trickle", to(bobId, "'candidates':[{'candidate':'candidate:1'}]"));

            JsonNode told = bob.event("room.candidates");
            assertThat(told.get("from").stringValue()).isEqualTo(aliceId);
            assertThat(told.at("/candidates/0/candidate").stringValue()).isEqualTo("candidate:1");
            carol.assertNothingMore();
        }

        @Test
        void toNobodyIsRefused() {
            String words =
                    alice.refused(
                            "room/no-such-peer",
                            "room.describe",
                            to("p_none", "'description':" + TestClient.OFFER));

            assertThat(words).contains("'p_none'").contains("standup");
        }

        @Test
        void toOneselfIsRefused() {
            alice.refused(
                    "room/no-such-peer",
                    "room.trickle",
                    to(aliceId, "'candidates':[{'candidate':''}]"));
        }

        @Test
        void toAPeerWhoLeftIsRefused() {
            bob.request("room.leave", JOIN);

            alice.event("room.peerLeft");
            alice.refused(
                    "room/no-such-peer",
                    "room.trickle",
                    to(bobId, "'candidates':[{'candidate':''}]"));
        }

        @Test
        void fromOutsideIsRefused() {
            server.open("eve")
                    .refused(
                            "room/not-joined",
                            "room.describe",
                            to(aliceId, "'description':" + TestClient.OFFER));
            alice.assertNothingMore();
        }
    }
}
