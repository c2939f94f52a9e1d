package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.agent.SentBy;
import dialtone.sip.digest.DigestServer;
import dialtone.sip.message.AuthValue;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.SipUri;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class RegistrationTest {

    private static final String REGISTER = SipRequest.REGISTER;

    @AutoClose private final ScriptedServer server = new ScriptedServer();
    @AutoClose private final ScriptedServer backup = new ScriptedServer();

    private final DigestServer digest =
            new DigestServer(
                    "example.com",
                    TestTrunks.CLOCK,
                    Duration.ofMinutes(5),
                    user -> user.equals("4930123") ? "secret" : null);

    private TestTrunks start() {
        return TestTrunks.start(TrunkConfigs.registering(server.host(), "4930123"));
    }

    private TestTrunks startWithBackup() {
        return TestTrunks.start(
                Map.of("carrier", TrunkConfigs.registering("sip.example.com", "4930123")),
                UnknownSenders.DROP,
                new TestTrunks.Names(List.of(server.port(), backup.port())));
    }

    private static String contact(SipRequest request) {
        return request.contacts().getFirst().toString();
    }

    @Test
    void registersAndRefreshesBeforeTheEnd() {
        try (TestTrunks trunks = start()) {
            SipRequest first = server.request(REGISTER);
            assertThat(first.uri()).hasToString("sip:127.0.0.1:" + server.port());
            assertThat(first.to()).hasToString("<sip:4930123@127.0.0.1>");
            assertThat(contact(first))
                    .isEqualTo("<sip:4930123@127.0.0.1:" + trunks.port() + ">;expires=300");
            assertThat(trunks.carrier().state())
                    .isEqualTo(new TrunkState(false, "it is not registered yet"));
            assertThat(trunks.gauge("dialtone.sip.trunk.up", "trunk", "carrier")).isZero();

            server.register(first, 100);
            trunks.awaitState(true, "it is registered");
            assertThat(trunks.carrier().registeredUntil())
                    .isEqualTo(Instant.parse("2026-11-30T00:01:40Z"));
            assertThat(trunks.gauge("dialtone.sip.trunk.up", "trunk", "carrier")).isOne();
            assertThat(trunks.gauge("dialtone.sip.registrations", "state", "registered")).isOne();
            assertThat(trunks.gauge("dialtone.sip.registrations", "state", "failed")).isZero();

            trunks.pass(Duration.ofSeconds(86));
            SipRequest second = server.request(REGISTER);
            assertThat(second.callId()).isEqualTo(first.callId());
            assertThat(second.cSeq().number()).isEqualTo(2);
        }
    }

    @Test
    void asksForLongerWhereItMust() {
        try (TestTrunks trunks = start()) {
            server.respond(
                    server.request(REGISTER),
                    423,
                    "Interval Too Brief",
                    new Header(HeaderName.MIN_EXPIRES, "1800"));

            SipRequest second = server.request(REGISTER);
            assertThat(contact(second)).endsWith(";expires=1800");
            assertThat(second.expires()).isEqualTo(1800);
            server.register(second, 1800);
            trunks.awaitState(true, "it is registered");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "SHA-256", "SHA-512-256"})
    void answersChallenges(String algorithm) {
        try (TestTrunks trunks = start()) {
            challenge(server.request(REGISTER), algorithm);

            SipRequest second = server.request(REGISTER);
            assertThat(second.credentials().getFirst().get("algorithm")).isEqualTo(algorithm);
            assertThat(digest.check(second, "127.0.0.1"))
                    .isEqualTo(new DigestServer.Outcome.Accepted("4930123"));
            assertThat(second.cSeq().number()).isEqualTo(2);
            server.register(second, 60);
            trunks.awaitState(true, "it is registered");

            trunks.pass(Duration.ofSeconds(52));
            assertThat(server.request(REGISTER).credentials()).hasSize(1);
        }
    }

    private void challenge(SipRequest request, String algorithm) {
        SipResponse response = digest.challenge(request, "127.0.0.1", false, "server");
        Headers.Builder headers =
                response.headers().toBuilder().remove(HeaderName.WWW_AUTHENTICATE);
        response.wwwChallenges().stream()
                .filter(each -> algorithm.equals(each.get("algorithm")))
                .forEach((AuthValue each) -> headers.add(HeaderName.WWW_AUTHENTICATE, each));
        server.send(response.withHeaders(headers.build()), request.topVia().port());
    }

    @Test
    void saysThatThePasswordIsWrongAndTriesLater() {
        try (TestTrunks trunks = start()) {
            challenge(server.request(REGISTER), "MD5");
            challenge(server.request(REGISTER), "MD5");

            trunks.awaitState(false, "does not take the username and password");
            trunks.pass(Duration.ofMinutes(6));
            server.register(server.request(REGISTER), 60);
            trunks.awaitState(true, "it is registered");
        }
    }

    @Test
    void saysThatItIsRefusedAndTriesLater() {
        try (TestTrunks trunks = start()) {
            server.respond(server.request(REGISTER), 403, "Account Closed");

            trunks.awaitState(false, "refuses us");
            assertThat(trunks.carrier().state().why()).contains("403 Account Closed");
            assertThat(trunks.gauge("dialtone.sip.registrations", "state", "refused")).isOne();
            assertThat(trunks.trunks.problem()).startsWith("carrier: the registrar refuses us");
            trunks.pass(Duration.ofMinutes(6));
            assertThat(server.request(REGISTER).cSeq().number()).isEqualTo(2);
        }
    }

    @Test
    void goesToTheNextServerWhenOneCannot() {
        try (TestTrunks trunks = startWithBackup()) {
            server.respond(server.request(REGISTER), 503, "Maintenance");
            server.close();
            backup.register(backup.request(REGISTER), 100);
            trunks.awaitState(true, "it is registered");

            // It stays with the one that works.
            trunks.pass(Duration.ofSeconds(86));
            assertThat(backup.request(REGISTER).cSeq().number()).isEqualTo(3);
        }
    }

    @Test
    void goesToTheNextServerWhenOneIsSilent() {
        try (TestTrunks trunks = startWithBackup()) {
            server.request(REGISTER);
            trunks.pass(Duration.ofSeconds(33));

            backup.register(backup.request(REGISTER), 100);
            trunks.awaitState(true, "it is registered");
        }
    }

    @Test
    void beginsAgainWhenAllServersHaveFailed() {
        try (TestTrunks trunks = startWithBackup()) {
            server.respond(server.request(REGISTER), 500, "Broken");
            backup.respond(
                    backup.request(REGISTER),
                    503,
                    "Maintenance",
                    new Header(HeaderName.RETRY_AFTER, "600"));
            trunks.awaitState(false, "cannot register us now (503 Maintenance)");

            trunks.pass(Duration.ofMinutes(10));
            server.register(server.request(REGISTER), 100);
            trunks.awaitState(true, "it is registered");
        }
    }

    @Test
    void saysTheAddressThatTheRegistrarSees() {
        try (TestTrunks trunks = start()) {
            SipRequest first = server.request(REGISTER);
            SipResponse response = SipResponse.to(first, 200, "OK", "server");
            response =
                    response.withHeaders(
                            response.headers().toBuilder()
                                    .set(
                                            HeaderName.VIA,
                                            first.topVia()
                                                    .with("received", "203.0.113.5")
                                                    .with("rport", "4444"))
                                    .add(HeaderName.CONTACT, contact(first))
                                    .build());
            server.send(response, first.topVia().port());
            trunks.awaitState(true, "it is registered");
            trunks.pass(Duration.ofSeconds(1));

            SipRequest second = server.request(REGISTER);
            assertThat(second.contacts())
                    .extracting(NameAddress::toString)
                    .containsExactly(
                            "<sip:4930123@203.0.113.5:4444>;expires=300",
                            "<sip:4930123@127.0.0.1:" + trunks.port() + ">;expires=0");
            assertThat(trunks.carrier().seen().sip()).isEqualTo(new SentBy("203.0.113.5", 4444));
        }
    }

    @Test
    void callsTakeTheWayThatTheRegistrarSays() {
        try (TestTrunks trunks = start()) {
            server.register(
                    server.request(REGISTER),
                    100,
                    new Header(HeaderName.SERVICE_ROUTE, "<sip:edge.example.com;lr>"));
            trunks.awaitState(true, "it is registered");

            assertThat(trunks.carrier().headers("alice", new SentBy("127.0.0.1", 5060)))
                    .contains(new Header(HeaderName.ROUTE, "<sip:edge.example.com;lr>"));
        }
    }

    @Test
    void endsTheRegistrationWhenItCloses() throws Exception {
        try (TestTrunks trunks = start()) {
            server.register(server.request(REGISTER), 100);
            trunks.awaitState(true, "it is registered");

            Thread closing = Thread.startVirtualThread(trunks.trunks::close);
            SipRequest last = server.request(REGISTER);
            assertThat(contact(last)).endsWith(";expires=0");
            assertThat(((SipUri) last.contacts().getFirst().uri()).user()).isEqualTo("4930123");
            server.respond(last, 200, "OK");
            closing.join();
        }
    }
}
