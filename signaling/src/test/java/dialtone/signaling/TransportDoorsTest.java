package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.http.HttpServer;
import dialtone.signaling.transport.Transport;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;

/// Who may connect by HTTP requests, and how many.
class TransportDoorsTest {

    @AutoClose
    private final TestServer server =
            TestServer.with().allowedOrigins("https://shop.example.com").start();

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(HttpServer.json(response).get("code").stringValue()).isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource(names = {"SSE", "POLL"})
    void areClosedToPagesThatMayNotConnect(Transport transport) {
        SignalHttp evil = new SignalHttp(server.address(), "https://evil.example.com");
        String path = transport == Transport.SSE ? SignalHttp.EVENTS : SignalHttp.POLL;

        HttpResponse<String> response = evil.post(path, null, "");

        assertProblem(response, 403, "auth/forbidden-origin");
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(
                        server.count(
                                "dialtone.signaling.connections.total",
                                "result",
                                "forbidden_origin",
                                "transport",
                                transport.name().toLowerCase(Locale.ROOT)))
                .isEqualTo(1);
    }

    @Test
    void openToPagesThatMay() {
        SignalHttp shop = new SignalHttp(server.address(), "https://shop.example.com");

        HttpResponse<String> response = shop.post(SignalHttp.POLL, null, "");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    }

    @Test
    void areAskedForByBrowsersBeforehand() {
        HttpResponse<String> response =
                HttpServer.send(
                        HttpClient.newHttpClient(),
                        HttpServer.request(server.address(), SignalHttp.MESSAGES)
                                .header("Origin", "https://shop.example.com")
                                .header("Access-Control-Request-Method", "POST")
                                .header("Access-Control-Request-Headers", "authorization")
                                .method("OPTIONS", BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValue("OPTIONS, POST");
        assertThat(response.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValue("Authorization, Content-Type");
    }

    @Test
    void thatAreNotServedAreNotThere() {
        try (TestServer plain =
                TestServer.with().transports(Transport.WEBSOCKET, Transport.POLL).start()) {
            SignalHttp toPlain = new SignalHttp(plain.address(), null);

            assertProblem(toPlain.post(SignalHttp.EVENTS, null, ""), 404, "http/not-found");
            assertThat(toPlain.post(SignalHttp.POLL, null, "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void closeWhenTheServerHasAsManyConnectionsAsItMayHave() {
        try (TestServer small = TestServer.with().maxSessions(1, 1).start()) {
            SignalHttp toSmall = new SignalHttp(small.address(), null);
            toSmall.post(SignalHttp.POLL, null, "");
            small.connect(Transport.SSE);

            assertProblem(toSmall.post(SignalHttp.EVENTS, null, ""), 503, "signaling/overloaded");
        }
    }
}
