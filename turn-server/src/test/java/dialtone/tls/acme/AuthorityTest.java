package dialtone.tls.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dialtone.tls.Challenges;
import dialtone.tls.EcKeys;
import dialtone.tls.acme.AcmeFailure.Kind;
import dialtone.tls.acme.Authority.Suggestion;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// What is made of answers that an authority for tests does not give. All the rest is shown with
/// Pebble, by the integration tests.
class AuthorityTest {

    private final KeyPair account = EcKeys.make();
    private final Map<String, Answer> answers = new HashMap<>();
    private HttpServer server;
    private String url;

    private record Answer(int status, String type, String body, Map<String, String> headers) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
        directory("");
        answers.put("/nonce", new Answer(200, "text/plain", "", Map.of()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tellsWhenTheAuthoritySuggestsToRenew() throws Exception {
        directory(", \"renewalInfo\": \"%s/info\"".formatted(url));
        answers.put(
                "/info/AQID.Cg",
                new Answer(
                        200,
                        "application/json",
                        """
                        {"suggestedWindow": {"start": "2030-02-01T00:00:00Z", "end": "2030-02-03T00:00:00Z"}}\
                        """,
                        Map.of("Retry-After", "Wed, 02 Jan 2030 00:00:00 GMT")));

        assertThat(suggestion())
                .isEqualTo(
                        new Suggestion(
                                Instant.parse("2030-02-01T00:00:00Z"),
                                Instant.parse("2030-02-03T00:00:00Z"),
                                Instant.parse("2030-01-02T00:00:00Z")));
    }

    @Test
    void someAuthoritiesSuggestNothing() throws Exception {
        assertThat(suggestion()).isNull();
    }

    @Test
    void tellsWhatTheAuthorityRefuses() {
        problem(403, "malformed", "that is no account of ours", Map.of());

        AcmeFailure failure = order();

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.words()).contains("that is no account of ours");
        assertThat(failure.notBefore()).isNull();
    }

    @Test
    void tellsWhenTheAuthorityHasHeardEnough() {
        problem(
                429,
                "rateLimited",
                "too many of you",
                Map.of("Retry-After", "Wed, 02 Jan 2030 00:00:00 GMT"));

        AcmeFailure failure = order();

        assertThat(failure.words()).contains("too many of you");
        assertThat(failure.notBefore()).isEqualTo("2030-01-02T00:00:00Z");
    }

    @Test
    void tellsWhenThereIsSomethingElse() {
        answers.put("/directory", new Answer(200, "text/html", "<p>Welcome!", Map.of()));

        AcmeFailure failure = order();

        assertThat(failure.words()).contains("cannot be understood").contains("text/html");
    }

    @Test
    void tellsWhenNobodyAnswers() {
        server.stop(0);

        AcmeFailure failure = order();

        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.words())
                .isEqualTo(url + "/directory cannot be reached: it takes no connection");
    }

    @Test
    void tellsWhenTheServerIsIll() {
        answers.put("/account", new Answer(502, "text/html", "<p>Bad gateway", Map.of()));

        AcmeFailure failure = order();

        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.words()).contains("502");
    }

    private @Nullable Suggestion suggestion() throws Exception {
        return authority()
                .suggestion(account, TestAcme.certificate("call.example.com").certificate());
    }

    private AcmeFailure order() {
        return catchThrowableOfType(
                AcmeFailure.class, () -> authority().order(account, new Challenges(), null));
    }

    private Authority authority() {
        return new Authority(
                TestAcme.config(Path.of("none"), TestAcme.DIRECTORY, "call.example.com"),
                url + "/directory",
                null,
                InstantSource.fixed(TestAcme.START));
    }

    private void directory(String more) {
        String body =
                """
                {"newNonce": "%1$s/nonce", "newAccount": "%1$s/account", "newOrder": "%1$s/order"%2$s}\
                """
                        .formatted(url, more);
        answers.put("/directory", new Answer(200, "application/json", body, Map.of()));
    }

    private void problem(int status, String type, String detail, Map<String, String> headers) {
        String body =
                """
                {"type": "urn:ietf:params:acme:error:%s", "detail": "%s"}\
                """
                        .formatted(type, detail);
        answers.put("/account", new Answer(status, "application/problem+json", body, headers));
    }

    private void answer(HttpExchange exchange) {
        Answer answer =
                answers.getOrDefault(
                        exchange.getRequestURI().getPath(),
                        new Answer(404, "text/plain", "", Map.of()));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("Replay-Nonce", "bm9uY2U");
        answer.headers().forEach(headers::set);
        try (exchange) {
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
