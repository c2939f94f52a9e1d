package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.ByteSize;
import dialtone.signaling.http.HttpServer;
import dialtone.signaling.transport.Transport;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Connections made of HTTP requests: what a client may do wrong, and what becomes of it.
class HttpTransportsTest {

    private static final int MAX_MESSAGE = 4096;
    private static final String ICE =
            "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"session.iceServers\"}";

    @AutoClose
    private final TestServer server =
            TestServer.with()
                    .maxMessageSize(new ByteSize(MAX_MESSAGE))
                    .resumeTimeout(Duration.ofMinutes(10))
                    .allowedOrigins("https://shop.example.com", "https://other.example.com")
                    .start();

    private final SignalHttp http = new SignalHttp(server.address(), null);

    /// A connection for polls, by hand.
    private final class Polled {

        private final String secret;
        private long last;

        Polled() {
            HttpResponse<String> opened = http.post(SignalHttp.POLL, null, "");
            assertThat(opened.statusCode()).isEqualTo(200);
            secret = SignalHttp.json(opened.body()).get("connection").stringValue();
        }

        HttpResponse<String> send(String query, String body) {
            return http.post(SignalHttp.MESSAGES + query, secret, body);
        }

        HttpResponse<String> poll(long after) {
            return http.post(SignalHttp.POLL + "?after=" + after, secret, "");
        }

        JsonNode next() {
            HttpResponse<String> response = poll(last);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode answer = SignalHttp.json(response.body());
            last = answer.get("last").longValue();
            return answer;
        }

        Polled open(String ticket) {
            send(
                    "",
                    """
                    {"jsonrpc":"2.0","id":"open","method":"session.open","params":{"ticket":"%s"}}
                    """
                            .formatted(ticket));
            assertThat(next().at("/messages/0/result/session").isString()).isTrue();
            return this;
        }
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(HttpServer.json(response).get("code").stringValue()).isEqualTo(code);
    }

    @Nested
    class Secrets {

        @Test
        void thatAreWrongOrMissingOpenNothing() {
            for (String path : new String[] {SignalHttp.MESSAGES, SignalHttp.POLL + "?after=0"}) {
                assertProblem(http.post(path, "wrong", ""), 404, "http/unknown-connection");
            }
            assertProblem(http.post(SignalHttp.MESSAGES, null, ""), 404, "http/unknown-connection");
        }

        @Test
        void areGoodForTheirOwnPageOnly() {
            Polled alice = new Polled().open("alice");
            SignalHttp otherPage = new SignalHttp(server.address(), "https://other.example.com");

            assertProblem(
                    otherPage.post(SignalHttp.POLL + "?after=0", alice.secret, ""),
                    404,
                    "http/unknown-connection");
            assertProblem(
                    otherPage.post(SignalHttp.MESSAGES, alice.secret, ICE.formatted(1)),
                    404,
                    "http/unknown-connection");
        }

        @Test
        void letNobodySpeakForSomebodyElse() {
            Polled alice = new Polled().open("alice");
            Polled mallory = new Polled();

            mallory.send("", ICE.formatted(1));

            JsonNode answer = mallory.next();
            assertThat(answer.at("/messages/0/error/data/code").stringValue())
                    .isEqualTo("signaling/not-open");
            JsonNode end = answer.has("close") ? answer : mallory.next();
            assertThat(end.at("/close/code").intValue()).isEqualTo(4400);
            alice.send("", ICE.formatted(2));
            assertThat(alice.next().at("/messages/0/id").intValue()).isEqualTo(2);
        }

        @Test
        void ofStreamsCannotBePolled() {
            TestClient alice = server.open("alice", Transport.SSE);
            String secret = ((EventWire) alice.wire()).secret();

            assertProblem(
                    http.post(SignalHttp.POLL + "?after=0", secret, ""),
                    404,
                    "http/unknown-connection");
            alice.assertNothingMore();
        }

        @Test
        void areWorthNothingWhenTheConnectionIsOver() {
            Polled alice = new Polled().open("alice");
            alice.send("", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"session.close\"}");
            JsonNode answer = alice.next();
            JsonNode end = answer.has("close") ? answer : alice.next();

            assertThat(end.at("/close/code").intValue()).isEqualTo(1000);
            server.awaitGauge("dialtone.signaling.connections.active", 0);
            assertProblem(alice.send("", ""), 404, "http/unknown-connection");
        }
    }

    @Nested
    class Messages {

        @Test
        void thatAreSentAgainAreDoneOnce() {
            Polled alice = new Polled().open("alice");

            alice.send("?first=2", ICE.formatted(1) + "\n" + ICE.formatted(2));
            alice.send(
                    "?first=2",
                    ICE.formatted(1) + "\n" + ICE.formatted(2) + "\n" + ICE.formatted(3));
            alice.send("?first=1", ICE.formatted(9));

            assertThat(server.count("dialtone.signaling.messages", "type", "session.iceServers"))
                    .isEqualTo(3);
            assertThat(alice.next().get("messages").size()).isEqualTo(3);
        }

        @Test
        void thatAreMissingAreAskedFor() {
            Polled alice = new Polled().open("alice");

            assertProblem(alice.send("?first=3", ICE.formatted(1)), 409, "http/out-of-step");
            assertThat(alice.send("?first=2", ICE.formatted(1)).statusCode()).isEqualTo(204);
        }

        @Test
        void haveNumbersOrNone() {
            Polled alice = new Polled();

            for (String first : new String[] {"x", "-1", "1.5", "9999999999999999999", ""}) {
                assertProblem(
                        alice.send("?first=" + first, ICE.formatted(1)), 400, "http/bad-request");
            }
        }

        @Test
        void thatAreTooLargeEndTheSession() {
            Polled alice = new Polled().open("alice");

            assertProblem(alice.send("", "x".repeat(MAX_MESSAGE + 2)), 413, "http/too-large");

            assertThat(alice.next().at("/close/code").intValue()).isEqualTo(1009);
            server.awaitGauge("dialtone.signaling.sessions", 0);
        }

        @ParameterizedTest
        @EnumSource(names = {"SSE", "POLL"})
        void ofTheLargestSizeAreTaken(Transport transport) {
            TestClient alice = server.open("alice", transport);

            alice.send(
                    ICE.formatted(7)
                            .replace("}", ",\"pad\":\"%s\"}")
                            .formatted("x".repeat(MAX_MESSAGE - ICE.formatted(7).length() - 9)));

            assertThat(alice.next().get("id").intValue()).isEqualTo(7);
        }

        @Test
        void mayComeManyAtOnce() {
            Polled alice = new Polled().open("alice");
            String one = ICE.formatted(2) + " ".repeat(MAX_MESSAGE / 2) + "\n";

            assertThat(alice.send("", one.repeat(4)).statusCode()).isEqualTo(204);
            assertProblem(alice.send("", one.repeat(99)), 413, "http/too-large");
        }

        @Test
        void thatAreNoUtf8EndTheSession() {
            Polled alice = new Polled().open("alice");

            HttpResponse<String> response =
                    http.post(
                            SignalHttp.MESSAGES,
                            alice.secret,
                            new byte[] {'{', (byte) 0xC0, (byte) 0x80, '}'});

            assertProblem(response, 400, "http/bad-request");
            assertThat(alice.next().at("/close/code").intValue()).isEqualTo(1007);
            server.awaitGauge("dialtone.signaling.sessions", 0);
        }

        @ParameterizedTest
        @EnumSource(names = {"SSE", "POLL"})
        void withLineBreaksBetweenTheirMembersArePassedOn(Transport transport) {
            TestClient alice = server.open("alice");
            TestClient bob = server.open("bob", transport);

            alice.request(
                    "call.invite",
                    "{'to':'user:bob','offer':{'type':'offer',\r\n'sdp':'v=0\\r\\no=alice'}}");

            assertThat(bob.event("call.incoming").at("/offer/sdp").stringValue())
                    .isEqualTo("v=0\r\no=alice");
        }
    }

    @Nested
    class Polls {

        @Test
        void waitForAMessage() {
            Polled alice = new Polled().open("alice");
            CompletableFuture<JsonNode> waiting = CompletableFuture.supplyAsync(alice::next);

            server.open("bob").invite("user:alice");

            assertThat(waiting.join().at("/messages/0/method").stringValue())
                    .isEqualTo("call.incoming");
        }

        @Test
        void giveAnAnswerAgainThatWasLost() {
            Polled alice = new Polled().open("alice");
            alice.send("", ICE.formatted(1));

            HttpResponse<String> lost = alice.poll(alice.last);
            HttpResponse<String> again = alice.poll(alice.last);

            assertThat(again.body()).isEqualTo(lost.body()).contains("iceServers");
            alice.next();
            alice.send("", ICE.formatted(2));
            alice.next();
            assertProblem(alice.poll(alice.last - 2), 400, "http/bad-request");
            assertProblem(alice.poll(alice.last + 1), 400, "http/bad-request");
        }

        @Test
        void takeTheirPlaceFromOneAnother() {
            Polled alice = new Polled().open("alice");
            CompletableFuture<HttpResponse<String>> one =
                    CompletableFuture.supplyAsync(() -> alice.poll(alice.last));
            CompletableFuture<HttpResponse<String>> other =
                    CompletableFuture.supplyAsync(() -> alice.poll(alice.last));
            HttpResponse<String> replaced = one.applyToEither(other, first -> first).join();

            assertProblem(replaced, 409, "http/replaced");
            alice.send("", ICE.formatted(1));
            HttpResponse<String> left = one.join().equals(replaced) ? other.join() : one.join();
            assertThat(left.body()).contains("iceServers");
        }

        @Test
        void areAnsweredEmptyAfterAWhile() {
            try (TestServer quick = TestServer.with().pingInterval(Duration.ofSeconds(1)).start()) {
                SignalHttp toQuick = new SignalHttp(quick.address(), null);
                String secret =
                        json(toQuick.post(SignalHttp.POLL, null, ""))
                                .get("connection")
                                .stringValue();

                JsonNode answer = json(toQuick.post(SignalHttp.POLL + "?after=0", secret, ""));

                assertThat(answer.get("messages").isEmpty()).isTrue();
                assertThat(answer.has("close")).isFalse();
            }
        }

        @Test
        void thatAreTooManyAreRefused() {
            try (TestServer strict = TestServer.with().messages(1, 5).start()) {
                SignalHttp toStrict = new SignalHttp(strict.address(), null);
                String secret =
                        json(toStrict.post(SignalHttp.POLL, null, ""))
                                .get("connection")
                                .stringValue();
                for (int i = 0; i < 5; i++) {
                    assertThat(toStrict.post(SignalHttp.MESSAGES, secret, "").statusCode())
                            .isEqualTo(204);
                }

                assertProblem(
                        toStrict.post(SignalHttp.POLL + "?after=0", secret, ""),
                        429,
                        "signaling/rate-limited");
            }
        }

        private static JsonNode json(HttpResponse<String> response) {
            return SignalHttp.json(response.body());
        }
    }

    @Nested
    class Silence {

        @ParameterizedTest
        @EnumSource(names = {"SSE", "POLL"})
        void ofAClientThatAsksNoMoreEndsTheConnection(Transport transport) {
            try (TestServer curious =
                    TestServer.with()
                            .pingInterval(Duration.ofSeconds(1))
                            .resumeTimeout(Duration.ofMinutes(10))
                            .start()) {
                TestClient alice = curious.open("alice", transport);

                alice.abort();

                curious.awaitGauge("dialtone.signaling.connections.active", 0);
                assertThat(curious.gauge("dialtone.signaling.sessions", "state", "away"))
                        .isEqualTo(1);
            }
        }

        @Test
        void ofAClientThatAnswersNoPingEndsTheConnection() throws Exception {
            try (TestServer curious =
                            TestServer.with().pingInterval(Duration.ofSeconds(1)).start();
                    RawStream silent = RawStream.open(curious.address())) {
                assertThat(silent.rest())
                        .contains("event: ping")
                        .contains(
                                "event: close\ndata: {\"code\":4408,\"reason\":\"No sign of life");
            }
        }
    }

    @Nested
    class Reading {

        @Test
        void aStreamTooSlowlyEndsItAndHarmsNobodyElse() throws Exception {
            try (TestServer roomy = roomy();
                    RawStream slow = RawStream.open(roomy.address())) {
                SignalHttp toRoomy = new SignalHttp(roomy.address(), null);
                floods(roomy, toRoomy, slow.secret());

                roomy.awaitCount(1, "dialtone.signaling.slow.consumer.closes", "transport", "sse");
                slow.rest();
                roomy.awaitGauge("dialtone.signaling.send.queue", 0);
            }
        }

        @Test
        void byPollsTooSeldomEndsTheConnection() {
            try (TestServer roomy = roomy()) {
                SignalHttp toRoomy = new SignalHttp(roomy.address(), null);
                HttpResponse<String> opened = toRoomy.post(SignalHttp.POLL, null, "");
                String secret = SignalHttp.json(opened.body()).get("connection").stringValue();
                floods(roomy, toRoomy, secret);

                JsonNode end =
                        SignalHttp.json(
                                toRoomy.post(SignalHttp.POLL + "?after=0", secret, "").body());

                assertThat(end.at("/close/code").intValue()).isEqualTo(4409);
                assertThat(end.at("/close/reason").stringValue()).contains("too slowly");
                roomy.awaitGauge("dialtone.signaling.send.queue", 0);
            }
        }

        private static TestServer roomy() {
            return TestServer.with()
                    .messages(100_000, 100_000)
                    .sendQueue(ByteSize.ofKiB(128))
                    .start();
        }

        /// Somebody sends to a member of a room until the server has had enough.
        private static void floods(TestServer roomy, SignalHttp slow, String secret) {
            TestClient alice = roomy.open("alice");
            alice.request("room.join", "{'room':'r'}");
            slow.post(
                    SignalHttp.MESSAGES,
                    secret,
                    """
                    {"jsonrpc":"2.0","id":1,"method":"session.open","params":{"ticket":"slow"}}
                    {"jsonrpc":"2.0","id":2,"method":"room.join","params":{"room":"r"}}
                    """);
            String peer = alice.event("room.peerJoined").at("/peer/id").stringValue();
            String params =
                    "{'room':'r','to':'%s','description':{'type':'offer','sdp':'%s'}}"
                            .formatted(peer, "x".repeat(60_000));
            while (roomy.count("dialtone.signaling.slow.consumer.closes") == 0) {
                alice.send(
                        "{'jsonrpc':'2.0','id':'fill','method':'room.describe','params':"
                                + params
                                + "}");
                alice.next();
            }
        }
    }
}
