package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.agent.ServerTransaction;
import dialtone.sip.digest.DigestClient;
import dialtone.sip.message.Body;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.Uri;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

class TrunkSendersTest {

    @AutoClose private final ScriptedServer peer = new ScriptedServer();
    private int count;

    /// With a trunk elsewhere.
    private static TestTrunks start(UnknownSenders unknown, String host) {
        TrunkConfig config =
                TrunkConfigs.of(
                        host,
                        "4930123",
                        false,
                        Duration.ZERO,
                        0,
                        NumberFormat.E164,
                        CallerIdConfig.defaults(),
                        Map.of());
        return TestTrunks.start(
                Map.of("carrier", config), unknown, new TestTrunks.Names(List.of()));
    }

    private SipRequest request(String method) {
        count++;
        Headers headers =
                Headers.builder()
                        .add(
                                HeaderName.VIA,
                                "SIP/2.0/UDP " + peer.host() + ";branch=z9hG4bK" + count)
                        .add(HeaderName.MAX_FORWARDS, 70)
                        .add(HeaderName.FROM, "<sip:4940987654@example.com>;tag=1")
                        .add(HeaderName.TO, "<sip:4930123@127.0.0.1>")
                        .add(HeaderName.CALL_ID, "call")
                        .add(HeaderName.CSEQ, count + " " + method)
                        .build();
        return new SipRequest(method, Uri.of("sip:4930123@127.0.0.1"), headers, Body.EMPTY);
    }

    private static ServerTransaction next(TestTrunks trunks) throws InterruptedException {
        return Objects.requireNonNull(trunks.requests.poll(10, TimeUnit.SECONDS));
    }

    private static double unknown(TestTrunks trunks) {
        return trunks.registry.get("dialtone.sip.unknown.sender.requests").counter().count();
    }

    @Test
    void letsTrunksIn() throws Exception {
        try (TestTrunks trunks = start(UnknownSenders.DROP, "127.0.0.1:5070")) {
            peer.send(request(SipRequest.OPTIONS), trunks.port());

            ServerTransaction transaction = next(trunks);
            assertThat(trunks.trunks.senderOf(transaction.request(), transaction.source()))
                    .isSameAs(trunks.carrier());
            assertThat(unknown(trunks)).isZero();
        }
    }

    @Test
    void forgetsWhatOthersSend() {
        try (TestTrunks trunks = start(UnknownSenders.DROP, "192.0.2.7")) {
            peer.send(request(SipRequest.OPTIONS), trunks.port());

            trunks.await(() -> unknown(trunks) == 1);
            assertThat(trunks.requests).isEmpty();
        }
    }

    @Test
    void letsInWhatBelongsToACallFromWherever() throws Exception {
        try (TestTrunks trunks = start(UnknownSenders.DROP, "192.0.2.7")) {
            SipRequest bye = request(SipRequest.BYE);
            Headers headers =
                    bye.headers().toBuilder()
                            .set(HeaderName.CALL_ID, TestTrunks.KNOWN_CALL)
                            .build();
            peer.send(bye.withHeaders(headers), trunks.port());

            assertThat(next(trunks).request().method()).isEqualTo(SipRequest.BYE);
        }
    }

    @Test
    void tellsOthersThatTheyMayNotCall() {
        try (TestTrunks trunks = start(UnknownSenders.REJECT, "192.0.2.7")) {
            peer.send(request(SipRequest.INVITE), trunks.port());

            peer.response(403);
            assertThat(unknown(trunks)).isEqualTo(1);
        }
    }

    @Test
    void asksOthersForAPassword() throws Exception {
        try (TestTrunks trunks = start(UnknownSenders.CHALLENGE, "192.0.2.7")) {
            SipRequest first = request(SipRequest.OPTIONS);
            peer.send(first, trunks.port());
            SipResponse challenge = peer.response(401);

            DigestClient stranger = new DigestClient("4930123", "guess", () -> "abc");
            peer.send(again(stranger, first, challenge), trunks.port());
            challenge = peer.response(401);

            DigestClient known = new DigestClient("4930123", "secret", () -> "abc");
            peer.send(again(known, first, challenge), trunks.port());
            ServerTransaction transaction = next(trunks);
            assertThat(trunks.trunks.senderOf(transaction.request(), transaction.source()))
                    .isSameAs(trunks.carrier());
            assertThat(unknown(trunks)).isEqualTo(2);
        }
    }

    private SipRequest again(DigestClient client, SipRequest first, SipResponse challenge) {
        SipRequest answer = Objects.requireNonNull(client.answer(first, challenge));
        SipRequest fresh = request(SipRequest.OPTIONS);
        return fresh.withHeaders(
                fresh.headers().toBuilder()
                        .add(
                                HeaderName.AUTHORIZATION,
                                Objects.requireNonNull(
                                        answer.headers().first(HeaderName.AUTHORIZATION)))
                        .build());
    }
}
