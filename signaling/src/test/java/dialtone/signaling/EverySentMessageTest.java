package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.hub.BridgedCall;
import dialtone.signaling.hub.FakeBridge;
import dialtone.signaling.message.Cause;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.transport.Transport;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.util.Set;
import java.util.TreeSet;

/// Lets the server send everything it can send once, so that nothing in the contract is held
/// against no message at all. The test client compares each with its schema.
class EverySentMessageTest {

    @AutoClose private final TestServer server = TestServer.start();

    private TestClient alice = server.connect();
    private TestClient bob = server.connect();
    private final Set<String> events = new TreeSet<>();
    private final Set<String> requests = new TreeSet<>(Set.of("session.open"));

    private void request(TestClient client, String method, String params) {
        client.request(method, params);
        requests.add(method);
    }

    private void event(TestClient client, String method) {
        client.event(method);
        events.add(method);
    }

    @ParameterizedTest
    @EnumSource
    void isComparedWithTheContract(Transport transport) {
        alice = server.open("alice", transport);
        bob = server.open("bob", transport);
        haveACall();
        haveACallThatIsDeclined();
        callAPhone();
        beCalledByAPhone();
        meetInARoom();
        seeAndWriteToEachOther();
        request(alice, "session.renew", "{'ticket':'alice'}");
        server.hub().drain(true);
        event(alice, "server.draining");
        request(alice, "session.iceServers", "{}");
        request(alice, "session.ack", "{'seq':1}");
        request(alice, "session.close", "{}");

        assertThat(events)
                .containsExactlyInAnyOrderElementsOf(
                        Contract.events().stream().map(Contract.Message::methodName).toList());
        assertThat(requests)
                .containsExactlyInAnyOrderElementsOf(
                        Contract.requests().stream().map(Contract.Message::methodName).toList());
    }

    private void haveACall() {
        String call = alice.invite("user:bob");
        requests.add("call.invite");
        String params = "{'call':'" + call + "'";
        event(bob, "call.incoming");
        request(bob, "call.ring", params + "}");
        event(alice, "call.ringing");
        request(bob, "call.answer", params + ",'answer':" + TestClient.ANSWER + "}");
        event(alice, "call.answered");
        request(bob, "call.trickle", TestClient.trickleParams(call, ""));
        event(alice, "call.candidates");
        request(alice, "call.describe", params + ",'description':" + TestClient.OFFER + "}");
        event(bob, "call.description");
        request(alice, "call.report", params + ",'setup':{'ice':84,'dtls':131,'firstMedia':160}}");
        request(alice, "call.hangup", params + "}");
        event(bob, "call.ended");
    }

    private void haveACallThatIsDeclined() {
        String call = alice.invite("user:bob");
        event(bob, "call.incoming");
        request(bob, "call.decline", "{'call':'" + call + "'}");
        event(alice, "call.ended");
    }

    private void callAPhone() {
        FakeBridge bridge = server.addBridge();
        String call = alice.invite("tel:+15551234567");
        BridgedCall phone = bridge.next().side;
        phone.progress(FakeBridge.DESCRIPTION);
        event(alice, "call.progress");
        phone.answer(null);
        assertThat(alice.event("call.answered").has("answer")).isFalse();
        request(alice, "call.digits", "{'call':'" + call + "','digits':'12#'}");
        request(alice, "call.transfer", "{'call':'" + call + "','to':'tel:+15557654321'}");
        phone.transferProgress("It rings.", 180);
        event(alice, "call.transferring");
        phone.end(new Ending(EndReason.HANGUP, "They hung up.", new Cause(200, "Normal")));
        JsonNode ended = alice.event("call.ended");
        assertThat(ended.get("call").stringValue()).isEqualTo(call);
        assertThat(ended.at("/sip/code").intValue()).isEqualTo(200);
        assertThat(ended.at("/sip/text").stringValue()).isEqualTo("Normal");
    }

    private void beCalledByAPhone() {
        BridgedCall phone = server.addPhone().call("bob");
        JsonNode incoming = bob.event("call.incoming");
        assertThat(incoming.at("/headers/X-Order").stringValue()).isEqualTo("4711");
        assertThat(incoming.at("/divertedFrom/address").stringValue())
                .isEqualTo("tel:+15557654321");
        phone.end(new Ending(EndReason.CANCELLED, "They hung up."));
        event(bob, "call.ended");
    }

    private void meetInARoom() {
        String room = "{'room':'standup'";
        request(alice, "room.join", room + "}");
        request(bob, "room.join", room + "}");
        String toBob =
                room
                        + ",'to':'"
                        + alice.event("room.peerJoined").at("/peer/id").stringValue()
                        + "'";
        events.add("room.peerJoined");
        request(alice, "room.describe", toBob + ",'description':" + TestClient.OFFER + "}");
        event(bob, "room.description");
        request(alice, "room.trickle", toBob + ",'candidates':[{'candidate':''}]}");
        event(bob, "room.candidates");
        request(bob, "room.leave", room + "}");
        event(alice, "room.peerLeft");
    }

    private void seeAndWriteToEachOther() {
        request(
                alice,
                "presence.set",
                "{'state':'busy','device':'A pad','abilities':['audio','video'],'note':'Soon'}");
        request(bob, "presence.subscribe", "{'addresses':['user:alice','room:standup']}");
        JsonNode shown = bob.event("presence.changed");
        events.add("presence.changed");
        assertThat(shown.at("/devices/0/name").stringValue()).isEqualTo("A pad");
        event(bob, "presence.room");
        event(bob, "presence.ready");
        request(alice, "presence.set", "{'state':'invisible'}");
        assertThat(bob.event("presence.changed").get("state").stringValue()).isEqualTo("offline");
        request(alice, "room.leave", "{'room':'standup'}");
        assertThat(bob.event("presence.room").get("peers")).isEmpty();
        request(bob, "presence.unsubscribe", "{'addresses':['user:alice']}");
        request(alice, "message.send", "{'to':'user:bob','body':'Hello','keep':true}");
        assertThat(bob.event("message.received").get("body").stringValue()).isEqualTo("Hello");
        events.add("message.received");
        request(bob, "message.taken", "{'messages':['m_1']}");
        request(bob, "message.send", "{'to':'user:alice','body':{'deep':[1,{'a':null}]}}");
        assertThat(alice.event("message.received").at("/body/deep/0").intValue()).isEqualTo(1);
    }
}
