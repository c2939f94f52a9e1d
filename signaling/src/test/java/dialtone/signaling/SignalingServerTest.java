package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.hub.IceServers;
import dialtone.signaling.message.IceServer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;

class SignalingServerTest {

    private static final String OFFER = "{'type':'offer','sdp':'v=0\\r\\no=alice'}";
    private static final String ANSWER = "{'type':'answer','sdp':'v=0\\r\\no=bob'}";

    private SignalingServer server;

    @BeforeEach
    void start() {
        server =
                SignalingServer.start(
                        TestConfig.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        user ->
                                new IceServers(
                                        List.of(
                                                new IceServer(
                                                        List.of("turn:127.0.0.1:3478"),
                                                        "1:" + user,
                                                        "secret")),
                                        Instant.parse("2099-01-01T00:00:00Z")),
                        TestTickets::verify,
                        _ -> List.of(),
                        List.of(),
                        new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void twoUsersCallEachOther() {
        try (TestClient alice = TestClient.open(server.address(), "alice");
                TestClient bob = TestClient.open(server.address(), "bob")) {
            JsonNode created =
                    alice.request("call.invite", "{'to':'user:bob','offer':" + OFFER + "}");
            String call = created.get("call").asString();
            String justCall = "{'call':'" + call + "'}";

            JsonNode incoming = bob.event("call.incoming");
            assertThat(incoming.get("call").asString()).isEqualTo(call);
            assertThat(incoming.at("/from/address").asString()).isEqualTo("user:alice");
            assertThat(incoming.at("/from/name").asString()).isEqualTo("Alice");
            assertThat(incoming.at("/offer/sdp").asString()).isEqualTo("v=0\r\no=alice");

            bob.request("call.ring", justCall);
            alice.event("call.ringing");
            bob.request("call.answer", "{'call':'" + call + "','answer':" + ANSWER + "}");
            JsonNode answered = alice.event("call.answered");
            assertThat(answered.at("/by/address").asString()).isEqualTo("user:bob");
            assertThat(answered.at("/answer/sdp").asString()).isEqualTo("v=0\r\no=bob");

            bob.request(
                    "call.trickle",
                    "{'call':'" + call + "','candidates':[{'candidate':'candidate:1'}]}");
            assertThat(alice.event("call.candidates").at("/candidates/0/candidate").asString())
                    .isEqualTo("candidate:1");

            alice.request("call.hangup", justCall);
            JsonNode ended = bob.event("call.ended");
            assertThat(ended.get("reason").asString()).isEqualTo("hangup");
        }
    }
}
