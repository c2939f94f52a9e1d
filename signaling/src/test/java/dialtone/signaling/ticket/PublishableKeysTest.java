package dialtone.signaling.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.http.HttpServer;
import dialtone.signaling.message.ErrorCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

class PublishableKeysTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String SHOP = "https://shop.example";

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final InstantSource clock = now::get;
    private final DevelopmentKey key = DevelopmentKey.create();
    private final TicketVerifier verifier = TicketVerifier.of(key.keys(), clock);
    private final PublishableKeys keys =
            new PublishableKeys(
                    Map.of(
                            "pk_shop",
                            new PublishableKeys.Grant(
                                    List.of(SHOP),
                                    List.of("tel:+4930123"),
                                    List.of(),
                                    "Website",
                                    Duration.ofMinutes(10),
                                    1)),
                    key.minter(),
                    clock);

    private PublishableKeys.Outcome ask(String origin, String address) {
        return keys.ticketFor("pk_shop", origin, address);
    }

    private static ErrorCode refusal(PublishableKeys.Outcome outcome) {
        assertThat(outcome).isInstanceOf(PublishableKeys.Outcome.Refused.class);
        return ((PublishableKeys.Outcome.Refused) outcome).code();
    }

    private Ticket ticket(PublishableKeys.Outcome outcome) {
        assertThat(outcome).isInstanceOf(PublishableKeys.Outcome.Granted.class);
        String jwt = ((PublishableKeys.Outcome.Granted) outcome).ticket();
        return ((Verdict.Accepted) verifier.verify(jwt)).ticket();
    }

    @Nested
    class ATicket {

        @Test
        void opensWhatTheKeyIsForAndNothingElse() {
            Ticket ticket = ticket(ask(SHOP, "a"));

            assertThat(ticket.mayDial("tel:+4930123")).isTrue();
            assertThat(ticket.mayDial("tel:+49301234")).isFalse();
            assertThat(ticket.mayDial("user:alice")).isFalse();
            assertThat(ticket.mayJoin("lobby")).isFalse();
            assertThat(ticket.name()).isEqualTo("Website");
            assertThat(ticket.limits().maxDuration()).isEqualTo(Duration.ofMinutes(10));
            assertThat(ticket.limits().maxCalls()).isEqualTo(1);
            assertThat(ticket.expiresAt()).isEqualTo(NOW.plus(PublishableKeys.LIFETIME));
        }

        @Test
        void isForAUserOfItsOwn() {
            String first = ticket(ask(SHOP, "a")).user();

            assertThat(first).startsWith("guest-");
            assertThat(ticket(ask(SHOP, "a")).user()).isNotEqualTo(first);
        }
    }

    @Nested
    class NoTicket {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://evil.example",
                    "http://shop.example",
                    "https://shop.example.evil.example",
                    "https://SHOP.example",
                    "null"
                })
        void goesToAnotherOrigin(String origin) {
            assertThat(refusal(ask(origin, "a"))).isEqualTo(ErrorCode.FORBIDDEN_ORIGIN);
        }

        @Test
        void goesWhereNoPageAsks() {
            assertThat(refusal(keys.ticketFor("pk_shop", null, "a")))
                    .isEqualTo(ErrorCode.FORBIDDEN_ORIGIN);
        }

        @Test
        void isForAnUnknownKey() {
            assertThat(keys.ticketFor("pk_other", SHOP, "a"))
                    .isInstanceOfSatisfying(
                            PublishableKeys.Outcome.Unknown.class,
                            unknown -> assertThat(unknown.words()).contains("'pk_other'"));
        }

        @Test
        void goesTooOftenToOneAddress() {
            for (int i = 0; i < TicketRates.BURST_OF_ADDRESS; i++) {
                ticket(ask(SHOP, "a"));
            }

            assertThat(refusal(ask(SHOP, "a"))).isEqualTo(ErrorCode.RATE_LIMITED);
            ticket(ask(SHOP, "b"));
            now.set(NOW.plusSeconds(7));
            ticket(ask(SHOP, "a"));
        }

        @Test
        void goesTooOftenForOneKey() {
            for (int i = 0; i < TicketRates.BURST_OF_KEY; i++) {
                ticket(ask(SHOP, "a" + i));
            }

            assertThat(refusal(ask(SHOP, "b"))).isEqualTo(ErrorCode.RATE_LIMITED);
        }
    }

    @Nested
    class OverHttp {

        private HttpServer server;

        @BeforeEach
        void start() throws Exception {
            server =
                    new HttpServer(
                            TicketApi.routes(
                                    (_, ticket) -> verifier.verify(String.valueOf(ticket)),
                                    null,
                                    List.of(),
                                    keys,
                                    clock));
        }

        @AfterEach
        void stop() {
            server.close();
        }

        private HttpResponse<String> post(String origin, String body) {
            return server.send(
                    server.request(TicketApi.TICKET)
                            .header("Origin", origin)
                            .POST(HttpRequest.BodyPublishers.ofString(body)));
        }

        @Test
        void aTicketIsGiven() {
            HttpResponse<String> response = post(SHOP, "{\"key\":\"pk_shop\"}");

            assertThat(response.statusCode()).isEqualTo(200);
            String jwt = JsonMapper.shared().readTree(response.body()).get("ticket").stringValue();
            assertThat(verifier.verify(jwt)).isInstanceOf(Verdict.Accepted.class);
            assertThat(response.body()).contains("\"expiresAt\":\"2026-11-22T12:05:00Z\"");
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        }

        @Test
        void anotherSiteReadsInWordsWhyThereIsNone() {
            HttpResponse<String> response = post("https://evil.example", "{\"key\":\"pk_shop\"}");

            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body())
                    .contains("auth/forbidden-origin", "not for pages of 'https://evil.example'");
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        }

        @Test
        void anUnknownKeyIsNotFound() {
            assertThat(post(SHOP, "{\"key\":\"pk_none\"}").statusCode()).isEqualTo(404);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "[]", "{}", "{\"key\":7}", "pk_shop"})
        void whatIsNoRequestIsRefused(String body) {
            HttpResponse<String> response = post(SHOP, body);

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("like {\\\"key\\\"");
        }
    }
}
