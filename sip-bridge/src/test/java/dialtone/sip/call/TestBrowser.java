package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.hub.Attachment;
import dialtone.signaling.hub.Connection;
import dialtone.signaling.hub.Hub;
import dialtone.signaling.message.Answer;
import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.Description;
import dialtone.signaling.message.Event;
import dialtone.signaling.message.Gateway;
import dialtone.signaling.message.NumberedEvent;
import dialtone.signaling.message.Outgoing;
import dialtone.signaling.message.RawJson;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A browser as the hub sees it: its messages, and descriptions whose media goes nowhere.
final class TestBrowser implements Connection {

    private static final String FINGERPRINT = "00" + ":00".repeat(31);

    private final BlockingQueue<Outgoing> told = new LinkedBlockingQueue<>();
    private final Attachment session;
    private final @Nullable Gateway gateway;
    private int requests;
    private int versions;

    TestBrowser(Hub hub, String user) {
        session = hub.connect(this, "https://shop.example");
        request("session.open", "{'ticket':'" + user + "'}");
        gateway = answer(Answer.SessionOpened.class).gateway();
    }

    /// What the server tells of the media of calls to phones.
    Gateway gateway() {
        return Objects.requireNonNull(gateway, "no gateway");
    }

    String offer(String direction) {
        return sdp("111 0 8 110 126", "actpass", direction);
    }

    private String sdp(String payloads, String setup, String direction) {
        return """
        v=0
        o=- 1 %d IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        m=audio 9 UDP/TLS/RTP/SAVPF %s
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:abcd
        a=ice-pwd:abcdefghijklmnopqrstuvwx
        a=fingerprint:sha-256 %s
        a=setup:%s
        a=mid:0
        a=%s
        a=rtcp-mux
        a=rtpmap:111 opus/48000/2
        a=rtpmap:110 telephone-event/48000
        a=rtpmap:126 telephone-event/8000
        """
                .formatted(++versions, payloads, FINGERPRINT, setup, direction);
    }

    private void request(String method, String params) {
        session.receive(
                "{'jsonrpc':'2.0','id':'%d','method':'%s','params':%s}"
                        .formatted(++requests, method, params)
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String json(String type, String sdp) {
        return new Description(type, sdp).json().toString();
    }

    /// Calls somebody; the answer is the call's name.
    String invite(String to) {
        return invite(to, "{}");
    }

    /// The same with headers.
    ///
    /// @param headers in JSON, with single quotes
    String invite(String to, String headers) {
        request(
                "call.invite",
                "{'to':'%s','offer':%s,'headers':%s}"
                        .formatted(to, json("offer", offer("sendrecv")), headers));
        return answer(Answer.CallCreated.class).call();
    }

    /// Calls somebody and chooses what the gateway is known by.
    void inviteAhead(String to, String ufrag, String password) {
        request(
                "call.invite",
                "{'to':'%s','offer':%s,'gatewayIce':{'ufrag':'%s','password':'%s'}}"
                        .formatted(to, json("offer", offer("sendrecv")), ufrag, password));
    }

    void ring(String call) {
        request("call.ring", "{'call':'" + call + "'}");
    }

    /// Answers with one codec.
    ///
    /// @param payloadType of the codec: 0 for PCMU, 8 for PCMA
    void answer(String call, int payloadType) {
        String sdp = sdp(payloadType + " 126", "active", "sendrecv");
        request("call.answer", "{'call':'%s','answer':%s}".formatted(call, json("answer", sdp)));
    }

    void describe(String call, String direction) {
        request(
                "call.describe",
                "{'call':'%s','description':%s}".formatted(call, json("offer", offer(direction))));
    }

    void hangUp(String call) {
        request("call.hangup", "{'call':'" + call + "'}");
    }

    void digits(String call, String digits) {
        request("call.digits", "{'call':'%s','digits':'%s'}".formatted(call, digits));
    }

    void transfer(String call, String to) {
        request("call.transfer", "{'call':'%s','to':'%s'}".formatted(call, to));
    }

    void transferToCall(String call, String other) {
        request("call.transfer", "{'call':'%s','toCall':'%s'}".formatted(call, other));
    }

    /// Joins a room; the answer says who is there.
    Answer.RoomJoined join(String room) {
        request("room.join", "{'room':'" + room + "'}");
        return answer(Answer.RoomJoined.class);
    }

    /// Offers something to somebody in a room.
    void offerInRoom(String room, String to) {
        describeInRoom(room, to, json("offer", offer("sendrecv")));
    }

    /// Answers somebody in a room, with one codec.
    void answerInRoom(String room, String to, int payloadType) {
        String sdp = sdp(payloadType + " 126", "active", "sendrecv");
        describeInRoom(room, to, json("answer", sdp));
    }

    private void describeInRoom(String room, String to, String description) {
        request(
                "room.describe",
                "{'room':'%s','to':'%s','description':%s}".formatted(room, to, description));
    }

    void leaveRoom(String room) {
        request("room.leave", "{'room':'" + room + "'}");
    }

    void lost() {
        session.lost();
    }

    /// The next event of this kind; others before it are passed over.
    <E extends Event> E event(Class<E> type) {
        return next(type);
    }

    <R extends Answer.Result> R answer(Class<R> type) {
        while (true) {
            Answer.Done done = next(Answer.Done.class);
            if (type.isInstance(done.result())) {
                return type.cast(done.result());
            }
        }
    }

    private <T extends Outgoing> T next(Class<T> type) {
        try {
            while (true) {
                Outgoing message = told.poll(10, TimeUnit.SECONDS);
                assertThat(message).as("a %s", type.getSimpleName()).isNotNull();
                if (type.isInstance(message)) {
                    return type.cast(message);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The description in an event.
    static String sdp(RawJson description) {
        return Description.of(description).sdp();
    }

    @Override
    public void send(Outgoing message) {
        told.add(message instanceof NumberedEvent(_, Event event) ? event : message);
    }

    @Override
    public void close(CloseCode code, String words) {}
}
