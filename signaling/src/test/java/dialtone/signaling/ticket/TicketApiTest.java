package dialtone.signaling.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.http.HttpServer;
import dialtone.signaling.message.ErrorCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

class TicketApiTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final String FORBIDDEN_ORIGIN = "https://evil.example";

    private final DevelopmentKey key = DevelopmentKey.create();
    private final TicketVerifier verifier = TicketVerifier.of(key.keys(), CLOCK);
    private final AdmissionCheck admission =
            (origin, ticket) -> {
                if (FORBIDDEN_ORIGIN.equals(origin)) {
                    return new Verdict.Refused(
                            ErrorCode.FORBIDDEN_ORIGIN, "Pages of " + origin + " may not.");
                }
                return ticket == null
                        ? new Verdict.Refused(ErrorCode.TICKET_MISSING, "No ticket was sent.")
                        : verifier.verify(ticket);
            };
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server =
                new HttpServer(
                        TicketApi.routes(
                                admission, key, List.of("https://shop.example"), noKeys(), CLOCK));
    }

    private PublishableKeys noKeys() {
        return new PublishableKeys(Map.of(), key.minter(), CLOCK);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Nested
    class Validate {

        @ParameterizedTest
        @ValueSource(strings = {"GET", "POST"})
        void tellsWhatAGoodTicketGives(String method) {
            HttpResponse<String> response =
                    server.send(
                            validate("Bearer " + ticket())
                                    .method(method, HttpRequest.BodyPublishers.noBody()));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body())
                    .isEqualTo(
                            "{\"ok\":true,\"user\":\"alice\",\"address\":\"user:alice\","
                                    + "\"rooms\":[\"standup\"],\"dial\":[\"user:*\"],"
                                    + "\"presence\":[],\"message\":[],\"bound\":false,"
                                    + "\"expiresAt\":\"2026-11-22T12:05:00Z\"}");
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        }

        @Test
        void answersWhateverATicketIsMadeOf() {
            String halfPair = Jwt.of("{\"alg\":\"\\ud83d\"}", "{}", key.secret());

            JsonNode problem =
                    assertProblem(
                            server.send(validate("Bearer " + halfPair)), 401, "auth/ticket-forged");

            assertThat(problem.get("detail").stringValue()).contains("only HS256");
        }

        @Test
        void takesTheSchemeInAnyCase() {
            assertThat(server.send(validate("bEARER  " + ticket())).statusCode()).isEqualTo(200);
        }

        @Test
        void saysInWordsWhyATicketIsRefused() {
            String expired =
                    key.minter()
                            .mint(
                                    new Ticket(
                                            "alice",
                                            null,
                                            List.of(),
                                            List.of(),
                                            NOW.minusSeconds(3600)));

            HttpResponse<String> response = server.send(validate("Bearer " + expired));

            JsonNode problem = assertProblem(response, 401, "auth/ticket-expired");
            assertThat(problem.get("detail").stringValue()).contains("1 h ago");
            assertThat(problem.get("action").stringValue()).isEqualTo("reauthenticate");
            assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        }

        @Test
        void asksForATicket() {
            assertProblem(
                    server.send(server.request(TicketApi.VALIDATE)), 401, "auth/ticket-missing");
            JsonNode problem =
                    assertProblem(
                            server.send(validate("Basic YWxpY2U6c2VjcmV0")),
                            401,
                            "auth/ticket-missing");
            assertThat(problem.get("detail").stringValue()).contains("Bearer");
        }

        @Test
        void letsAPageReadThatItsOriginIsForbidden() {
            HttpResponse<String> response =
                    server.send(validate("Bearer " + ticket()).header("Origin", FORBIDDEN_ORIGIN));

            assertProblem(response, 403, "auth/forbidden-origin");
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        }

        @ParameterizedTest
        @CsvSource({"DRAINING, signaling/draining", "OVERLOADED, signaling/overloaded"})
        void isUnavailableWhenTheServerIs(ErrorCode code, String wire) throws Exception {
            AdmissionCheck refusing = (_, _) -> new Verdict.Refused(code, "Not now.");
            try (HttpServer busy =
                    new HttpServer(TicketApi.routes(refusing, null, List.of(), noKeys(), CLOCK))) {
                JsonNode problem =
                        assertProblem(busy.send(busy.request(TicketApi.VALIDATE)), 503, wire);

                assertThat(problem.get("retryable").booleanValue()).isTrue();
            }
        }

        private HttpRequest.Builder validate(String authorization) {
            return server.request(TicketApi.VALIDATE).header("Authorization", authorization);
        }

        private String ticket() {
            return key.minter()
                    .mint(
                            new Ticket(
                                    "alice",
                                    null,
                                    List.of("standup"),
                                    List.of("user:*"),
                                    NOW.plusSeconds(300)));
        }
    }

    @Nested
    class DevelopmentTicket {

        @Test
        void opensEverything() {
            HttpResponse<String> response =
                    server.send(ask("{\"user\":\"alice\",\"name\":\"Alice Ä\"}"));

            assertThat(response.statusCode()).isEqualTo(200);
            JsonNode granted = HttpServer.json(response);
            assertThat(granted.get("expiresAt").stringValue()).isEqualTo("2026-11-23T00:00:00Z");
            assertThat(verifier.verify(granted.get("ticket").stringValue()))
                    .isEqualTo(
                            new Verdict.Accepted(
                                    new Ticket(
                                            "alice",
                                            "Alice Ä",
                                            List.of("*"),
                                            List.of("*"),
                                            Instant.parse("2026-11-23T00:00:00Z"),
                                            DialLimits.NONE,
                                            Contacts.ALL)));
        }

        @Test
        void needsNoName() {
            assertThat(server.send(ask("{\"user\":\"a\"}")).statusCode()).isEqualTo(200);
            assertThat(server.send(ask("{\"user\":\"a\",\"name\":null}")).statusCode())
                    .isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"user\":\"\"}",
                    "{\"user\":7}",
                    "{\"user\":\"al ice\"}",
                    "{\"user\":\"alice\\n\"}",
                    "{\"user\":\"älice\"}",
                    "{\"user\":\"*\"}",
                    "{\"user\":\"12345678901234567890123456789012345678901234567890123456789012345\"}"
                })
        void needsAPlainUserName(String body) {
            JsonNode problem = assertProblem(server.send(ask(body)), 400, "http/bad-request");

            assertThat(problem.get("detail").stringValue()).startsWith("'user' must be 1 to 64");
        }

        @Test
        void boundsTheName() {
            String name = "x".repeat(129);

            JsonNode problem =
                    assertProblem(
                            server.send(ask("{\"user\":\"alice\",\"name\":\"" + name + "\"}")),
                            400,
                            "http/bad-request");

            assertThat(problem.get("detail").stringValue()).contains("'name'", "128");
            assertProblem(
                    server.send(ask("{\"user\":\"alice\",\"name\":[]}")), 400, "http/bad-request");
            assertProblem(
                    server.send(ask("{\"user\":\"alice\",\"name\":\"\\ud83d\"}")),
                    400,
                    "http/bad-request");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "alice", "[]", "null", "{\"user\":\"alice\"} x", "{", "\u0000"})
        void needsAJsonObject(String body) {
            JsonNode problem = assertProblem(server.send(ask(body)), 400, "http/bad-request");

            assertThat(problem.get("detail").stringValue()).contains("must be a JSON object");
        }

        @Test
        void boundsTheBody() {
            String padding = " ".repeat(DevelopmentTicketHandler.MAX_BODY_BYTES);

            assertProblem(
                    server.send(ask(padding + "{\"user\":\"alice\"}")), 413, "http/too-large");
        }

        @Test
        void boundsABodyOfUntoldLength() throws Exception {
            String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";

            String answer =
                    server.sendRaw(
                            "POST /v1/dev/ticket HTTP/1.1\r\nHost: a\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n"
                                    + chunk
                                    + chunk);

            assertThat(answer).startsWith("HTTP/1.1 413").contains("http/too-large");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://localhost:8080",
                    "http://127.0.0.1:9000",
                    "http://127.8.8.8",
                    "http://[::1]:8080",
                    "https://shop.localhost",
                    "https://shop.example"
                })
        void isForPagesOfThisMachineAndConfiguredOrigins(String origin) {
            HttpResponse<String> response =
                    server.send(ask("{\"user\":\"alice\"}").header("Origin", origin));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://evil.example",
                    "https://localhost.evil.example",
                    "https://127.0.0.1.evil.example",
                    "https://notlocalhost",
                    "null",
                    "",
                    "http://10.0.0.1",
                    "::: no URI"
                })
        void isNotForPagesFromElsewhere(String origin) {
            HttpResponse<String> response =
                    server.send(ask("{\"user\":\"alice\"}").header("Origin", origin));

            JsonNode problem = assertProblem(response, 403, "auth/forbidden-origin");
            assertThat(problem.get("detail").stringValue()).contains("signaling.allowed-origins");
        }

        @Test
        void isOffWhenKeysAreConfigured() throws Exception {
            try (HttpServer configured =
                    new HttpServer(TicketApi.routes(admission, null, List.of(), noKeys(), CLOCK))) {
                JsonNode problem =
                        assertProblem(
                                configured.send(
                                        configured
                                                .request(TicketApi.DEVELOPMENT_TICKET)
                                                .POST(body("{\"user\":\"alice\"}"))),
                                404,
                                "http/not-found");

                assertThat(problem.get("detail").stringValue())
                        .contains("signaling.ticket-keys", "docs/tickets.md");
            }
        }

        private HttpRequest.Builder ask(String body) {
            return server.request(TicketApi.DEVELOPMENT_TICKET)
                    .header("Content-Type", "application/json")
                    .POST(body(body));
        }

        private static HttpRequest.BodyPublisher body(String body) {
            return HttpRequest.BodyPublishers.ofString(body);
        }
    }

    private static JsonNode assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        JsonNode problem = HttpServer.json(response);
        assertThat(problem.get("type").stringValue()).isEqualTo("about:blank");
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("code").stringValue()).isEqualTo(code);
        assertThat(problem.get("title").stringValue()).isNotEmpty();
        assertThat(problem.get("detail").stringValue()).isNotEmpty();
        assertThat(problem.get("retryable").isBoolean()).isTrue();
        assertThat(problem.get("action").stringValue()).isNotEmpty();
        return problem;
    }
}
