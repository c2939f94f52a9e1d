package dialtone.sip.digest;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dialtone.sip.message.AuthValue;
import dialtone.sip.message.Body;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.Uri;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/// Digest authentication from both sides.
class DigestTest {

    private static final String ADDRESS = "192.0.2.1";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final DigestServer server =
            new DigestServer(
                    "example.org", now::get, Duration.ofMinutes(5), DigestTest::passwordOf);
    private final DigestClient client = client("ann", "secret");

    private static @Nullable String passwordOf(String user) {
        return user.equals("ann") ? "secret" : null;
    }

    private static DigestClient client(String user, String password) {
        return new DigestClient(user, password, () -> "0a4f113b");
    }

    private static SipRequest request() {
        return new SipRequest(
                SipRequest.REGISTER,
                Uri.of("sip:example.org"),
                Headers.builder().build(),
                Body.EMPTY);
    }

    private static SipResponse challenge(String... values) {
        Headers.Builder headers = Headers.builder();
        for (String value : values) {
            headers.add(HeaderName.WWW_AUTHENTICATE, value);
        }
        return new SipResponse(401, "Unauthorized", headers.build(), Body.EMPTY);
    }

    private static SipRequest answer(
            DigestClient client, SipRequest request, SipResponse response) {
        return requireNonNull(client.answer(request, response));
    }

    private static AuthValue credentials(SipRequest request) {
        assertThat(request.credentials()).hasSize(1);
        return request.credentials().getFirst();
    }

    /// RFC 7616 section 3.9.1.
    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA_256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    })
    void computesResponsesOfTheRfc(DigestAlgorithm algorithm, String expected) {
        DigestResponse response =
                new DigestResponse(
                        algorithm,
                        false,
                        "http-auth@example.org",
                        "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                        "GET",
                        "/dir/index.html",
                        "auth",
                        "00000001",
                        "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");

        assertThat(response.value("Mufasa", "Circle of Life")).isEqualTo(expected);
    }

    /// RFC 7616 section 3.9.2 with its erratum: the name's hash.
    @Test
    void hidesNameWhenAsked() {
        DigestClient hidden = client("J\u00e4s\u00f8n Doe", "Secret, or not?");

        AuthValue credentials =
                credentials(
                        answer(
                                hidden,
                                request(),
                                challenge(
                                        "Digest realm=\"api@example.org\", nonce=\"n\","
                                                + " qop=\"auth\", algorithm=SHA-512-256,"
                                                + " userhash=true")));

        assertThat(credentials.get("username"))
                .isEqualTo("793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b");
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithServer(DigestAlgorithm algorithm) {
        String only =
                server.challenge(request(), ADDRESS, false, "tag").wwwChallenges().stream()
                        .filter(each -> algorithm.token().equals(each.get("algorithm")))
                        .findFirst()
                        .orElseThrow()
                        .toString();

        SipRequest answer = answer(client, request(), challenge(only));

        assertThat(credentials(answer).get("algorithm")).isEqualTo(algorithm.token());
        assertThat(server.check(answer, ADDRESS))
                .isEqualTo(new DigestServer.Outcome.Accepted("ann"));
    }

    @Test
    void choosesStrongest() {
        SipRequest answer =
                answer(client, request(), server.challenge(request(), ADDRESS, false, "tag"));

        assertThat(credentials(answer).get("algorithm")).isEqualTo("SHA-512-256");
    }

    @Test
    void passesOverWhatItDoesNotKnow() {
        SipRequest answer =
                answer(
                        client,
                        request(),
                        challenge(
                                "Digest realm=\"r\", nonce=\"n\", algorithm=SHA-3",
                                "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"",
                                "Basic realm=\"r\"",
                                "Digest realm=\"r\", nonce=\"n\", opaque=\"o\""));

        AuthValue credentials = credentials(answer);
        assertThat(credentials.get("opaque")).isEqualTo("o");
        assertThat(credentials.parameters()).doesNotContainKeys("qop", "nc", "cnonce", "algorithm");
    }

    @Test
    void answersSessions() {
        AuthValue credentials =
                credentials(
                        answer(
                                client,
                                request(),
                                challenge(
                                        "Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess,"
                                                + " qop=\"auth\"")));

        assertThat(credentials.get("response")).isEqualTo("69992deaf73ea15ca6971ad1e198e2eb");
    }

    @Test
    void answersRealmsOfProxyAndServer() {
        SipRequest once = answer(client, request(), challenge("Digest realm=\"a\", nonce=\"1\""));
        SipResponse proxy =
                new SipResponse(
                        407,
                        "Who",
                        Headers.builder()
                                .add(
                                        HeaderName.PROXY_AUTHENTICATE,
                                        "Digest realm=\"b\", nonce=\"2\"")
                                .build(),
                        Body.EMPTY);

        SipRequest twice = answer(client, once, proxy);

        assertThat(twice.credentials()).hasSize(1);
        assertThat(twice.proxyCredentials()).hasSize(1);
    }

    @Test
    void givesUpWhenAnswerWasWrong() {
        DigestClient wrong = client("ann", "guess");
        SipRequest answer =
                answer(wrong, request(), server.challenge(request(), ADDRESS, false, "tag"));

        assertThat(server.check(answer, ADDRESS)).isInstanceOf(DigestServer.Outcome.Refused.class);
        assertThat(wrong.answer(answer, server.challenge(answer, ADDRESS, false, "tag"))).isNull();
    }

    @Test
    void answersOnceMoreWhenNonceIsStale() {
        SipRequest answer =
                answer(client, request(), server.challenge(request(), ADDRESS, false, "tag"));
        now.set(now.get().plus(Duration.ofMinutes(6)));

        assertThat(server.check(answer, ADDRESS)).isInstanceOf(DigestServer.Outcome.Stale.class);
        SipRequest again = answer(client, answer, server.challenge(answer, ADDRESS, true, "tag"));

        assertThat(server.check(again, ADDRESS)).isInstanceOf(DigestServer.Outcome.Accepted.class);
    }

    @Test
    void countsOnWithTheSameNonce() {
        SipRequest first =
                answer(client, request(), server.challenge(request(), ADDRESS, false, "tag"));
        SipRequest second = client.authorize(request());

        assertThat(credentials(second).get("nc")).isEqualTo("00000002");
        assertThat(server.check(first, ADDRESS)).isInstanceOf(DigestServer.Outcome.Accepted.class);
        assertThat(server.check(second, ADDRESS)).isInstanceOf(DigestServer.Outcome.Accepted.class);
    }

    @Test
    void takesNoAnswerTwice() {
        SipRequest answer =
                answer(client, request(), server.challenge(request(), ADDRESS, false, "tag"));

        assertThat(server.check(answer, ADDRESS)).isInstanceOf(DigestServer.Outcome.Accepted.class);
        assertThat(server.check(answer, ADDRESS)).isInstanceOf(DigestServer.Outcome.Stale.class);
    }

    @Test
    void takesNoNonceOfAnotherAddress() {
        SipRequest answer =
                answer(client, request(), server.challenge(request(), ADDRESS, false, "tag"));

        assertThat(server.check(answer, "192.0.2.2"))
                .isInstanceOf(DigestServer.Outcome.Stale.class);
    }

    @Test
    void takesNoAnswerForAnotherUser() {
        SipRequest answer =
                answer(
                        client("nobody", "null"),
                        request(),
                        server.challenge(request(), ADDRESS, false, "tag"));

        assertThat(server.check(answer, ADDRESS)).isInstanceOf(DigestServer.Outcome.Refused.class);
        assertThat(server.check(request(), ADDRESS))
                .isInstanceOf(DigestServer.Outcome.Absent.class);
    }
}
