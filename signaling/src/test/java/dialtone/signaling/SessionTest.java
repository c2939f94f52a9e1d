package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.ticket.TicketVerifier;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Sessions: how they open, what their ticket allows, and how they end.
class SessionTest {

    private final TestServer.SetClock clock =
            new TestServer.SetClock(TestTickets.EXPIRES_AT.minus(Duration.ofHours(1)));

    @AutoClose
    private final TestServer server =
            TestServer.with()
                    .clock(clock)
                    .maxSessions(4, 2)
                    .allowedOrigins("https://shop.example.com")
                    .start();

    @Nested
    class Opening {

        @Test
        void tellsWhoOneIsAndWhichServersToUse() {
            JsonNode opened = server.connect().open("alice");

            assertThat(opened.at("/self/address").stringValue()).isEqualTo("user:alice");
            assertThat(opened.at("/self/name").stringValue()).isEqualTo("Alice");
            assertThat(opened.at("/iceServers/0/urls/0").stringValue()).startsWith("stun:");
            assertThat(opened.at("/iceServers/0").has("username")).isFalse();
            assertThat(opened.at("/iceServers/1/username").stringValue()).isEqualTo("1:alice");
            assertThat(opened.at("/iceServers/1/credential").stringValue()).isEqualTo("secret");
            assertThat(opened.get("iceExpiresAt").stringValue())
                    .isEqualTo(TestServer.ICE_EXPIRES_AT.toString());
            assertThat(opened.get("ticketExpiresAt").stringValue())
                    .isEqualTo(TestTickets.EXPIRES_AT.toString());
        }

        @Test
        void twiceIsRefusedAndTheSessionGoesOn() {
            TestClient alice = server.open("alice");

            alice.refused("signaling/already-open", "session.open", "{'ticket':'alice'}");

            alice.assertNothingMore();
        }

        @Test
        void withAForgedTicketIsRefusedInWords() {
            refusedToOpen("{'ticket':'forged'}", "auth/ticket-forged", 4401, "fits no key");
        }

        @Test
        void withAnExpiredTicketIsRefusedInWords() {
            refusedToOpen("{'ticket':'expired'}", "auth/ticket-expired", 4401, "expired an hour");
        }

        @Test
        void withoutATicketIsRefusedInWords() {
            refusedToOpen("{}", "auth/ticket-missing", 4401, "No ticket was given");
        }

        @Test
        void ofTooManySessionsOfOneUserIsRefusedAndTheOthersGoOn() {
            TestClient one = server.open("alice");
            server.open("alice");

            refusedToOpen(
                    "{'ticket':'alice'}",
                    "signaling/overloaded",
                    4503,
                    "'user:alice' has 2 sessions");
            one.assertNothingMore();
            server.open("bob");
        }

        @Test
        void ofTooManySessionsInAllIsRefusedUntilOneEnds() {
            server.open("alice");
            server.open("alice");
            server.open("bob");
            TestClient last = server.open("bob");

            refusedToOpen(
                    "{'ticket':'carol'}",
                    "signaling/overloaded",
                    4503,
                    "The server has 4 sessions");
            last.request("session.close", "{}");
            last.awaitClosed();

            server.open("carol");
        }

        @Test
        void isRefusedInAsManyWordsAsACloseHasRoomFor() {
            String user = "u".repeat(128);
            server.open(user);
            server.open(user);
            TestClient client = server.connect();

            String words =
                    client.refused(
                            "signaling/overloaded", "session.open", "{'ticket':'" + user + "'}");

            assertThat(words).endsWith("(signaling.max-sessions-per-user).");
            TestClient.Closed closed = client.awaitClosed();
            assertThat(closed.code()).isEqualTo(4503);
            assertThat(words).startsWith(closed.reason());
        }

        @Test
        void canBeTriedAgainAfterARefusal() {
            refusedToOpen("{'ticket':'forged'}", "auth/ticket-forged", 4401, "");

            server.open("alice").assertNothingMore();
        }

        private void refusedToOpen(String params, String code, int closeCode, String words) {
            TestClient client = server.connect();

            assertThat(client.refused(code, "session.open", params)).contains(words);
            client.assertClosed(closeCode, words);
        }
    }

    @Nested
    class Origins {

        @Test
        void thatAreAllowedConnect() {
            TestClient client = server.connect("https://shop.example.com");

            client.open("alice");
        }

        @Test
        void thatAreNotAreRefusedBeforeTheHandshake() {
            assertThat(server.tryToConnectFrom("https://evil.example.com"))
                    .startsWith("403")
                    .contains("auth/forbidden-origin")
                    .contains("Pages of 'https://evil.example.com' may not connect");
            server.awaitCount(
                    1, "dialtone.signaling.connections.total", "result", "forbidden_origin");
        }

        @Test
        void ofProgramsThatAreNoPagesAreNotAskedFor() {
            server.open("alice");
        }
    }

    @Nested
    class ATicket {

        @Test
        void letsCallOnlyWhomItNames() {
            TestClient restricted = server.open("restricted");
            server.open("bob");
            server.open("carol");

            String words =
                    restricted.refused(
                            "auth/forbidden-destination",
                            "call.invite",
                            "{'to':'user:carol','offer':" + TestClient.OFFER + "}");

            assertThat(words).isEqualTo("Your ticket does not allow to call 'user:carol'.");
            restricted.invite("user:bob");
        }

        @Test
        void isAskedBeforeItIsToldWhoIsThere() {
            server.open("restricted")
                    .refused(
                            "auth/forbidden-destination",
                            "call.invite",
                            "{'to':'user:nobody','offer':" + TestClient.OFFER + "}");
        }

        @Test
        void letsJoinOnlyTheRoomsItNames() {
            TestClient restricted = server.open("restricted");

            String words =
                    restricted.refused("auth/forbidden-room", "room.join", "{'room':'board'}");

            assertThat(words).isEqualTo("Your ticket does not allow to join the room 'board'.");
            restricted.request("room.join", "{'room':'lobby'}");
        }

        @Test
        void needsNoPermissionToBeCalled() {
            TestClient restricted = server.open("restricted");

            String call = server.open("alice").invite("user:restricted");

            assertThat(restricted.incoming()).isEqualTo(call);
        }

        @Test
        void thatExpiresLetsNothingNewBeginAndWhatRunsGoOn() {
            TestClient alice = server.open("alice");
            TestClient bob = server.open("bob");
            String call = alice.invite("user:bob");
            bob.answer(bob.incoming());
            alice.event("call.answered");
            alice.request("room.join", "{'room':'before'}");

            clock.set(TestTickets.EXPIRES_AT.plus(TicketVerifier.CLOCK_SKEW).plusMillis(1));

            String words =
                    alice.refused(
                            "auth/ticket-expired",
                            "call.invite",
                            "{'to':'user:bob','offer':" + TestClient.OFFER + "}");
            assertThat(words).contains("expired at 2100-01-01T00:00:00Z");
            alice.refused("auth/ticket-expired", "room.join", "{'room':'after'}");
            alice.request("session.iceServers", "{}");
            alice.trickle(call, "candidate:1");
            bob.assertCandidate(call, "candidate:1");
            alice.request("room.leave", "{'room':'before'}");
            alice.ofCall("call.hangup", call);
            bob.assertEnded(call, "hangup");
        }

        @Test
        void isGoodForAsLongAsItOpensASession() {
            TestClient alice = server.open("alice");
            TestClient bob = server.open("bob");

            clock.set(TestTickets.EXPIRES_AT.plus(TicketVerifier.CLOCK_SKEW));

            alice.invite("user:bob");
            bob.incoming();
        }
    }

    @Nested
    class Ending {

        @Test
        void asAskedIsAnsweredFirst() {
            TestClient alice = server.open("alice");

            alice.request("session.close", "{}");

            alice.assertClosed(1000, "As you asked.");
        }

        @Test
        void leavesNobodyToCall() {
            TestClient bob = server.open("bob");
            bob.request("session.close", "{}");
            bob.awaitClosed();

            server.open("alice")
                    .refused(
                            "call/not-found",
                            "call.invite",
                            "{'to':'user:bob','offer':" + TestClient.OFFER + "}");
        }

        @Test
        void byTheServersStopIsToldToEverybody() {
            TestClient alice = server.open("alice");
            TestClient bob = server.open("bob");
            TestClient carol = server.open("carol");
            TestClient unopened = server.connect();
            String call = alice.invite("user:bob");
            bob.answer(bob.incoming());
            alice.event("call.answered");
            String ringing = carol.invite("user:bob");
            bob.incoming();

            server.stop();

            assertThat(alice.assertEnded(call, "server-drain")).isEqualTo("The server stops.");
            carol.assertEnded(ringing, "server-drain");
            List<String> ended = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                JsonNode event = bob.event("call.ended");
                assertThat(event.get("reason").stringValue()).isEqualTo("server-drain");
                ended.add(event.get("call").stringValue());
            }
            assertThat(ended).containsExactlyInAnyOrder(call, ringing);
            for (TestClient client : List.of(alice, bob, carol, unopened)) {
                client.assertClosed(1001, "The server stops.");
            }
        }
    }
}
