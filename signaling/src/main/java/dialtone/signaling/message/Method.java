package dialtone.signaling.message;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.stream.Stream;

/// What a client may ask for.
public enum Method {
    SESSION_OPEN("session.open"),
    SESSION_ACK("session.ack"),
    SESSION_RENEW("session.renew"),
    SESSION_ICE_SERVERS("session.iceServers"),
    SESSION_CLOSE("session.close"),
    CALL_INVITE("call.invite"),
    CALL_RING("call.ring"),
    CALL_ANSWER("call.answer"),
    CALL_DECLINE("call.decline"),
    CALL_HANGUP("call.hangup"),
    CALL_DESCRIBE("call.describe"),
    CALL_TRICKLE("call.trickle"),
    CALL_REPORT("call.report"),
    CALL_DIGITS("call.digits"),
    CALL_TRANSFER("call.transfer"),
    ROOM_JOIN("room.join"),
    ROOM_LEAVE("room.leave"),
    ROOM_DESCRIBE("room.describe"),
    ROOM_TRICKLE("room.trickle"),
    PRESENCE_SET("presence.set"),
    PRESENCE_SUBSCRIBE("presence.subscribe"),
    PRESENCE_UNSUBSCRIBE("presence.unsubscribe"),
    MESSAGE_SEND("message.send"),
    MESSAGE_TAKEN("message.taken");

    private static final Map<String, Method> BY_WIRE =
            Stream.of(values()).collect(toUnmodifiableMap(Method::wire, identity()));

    private final String wire;

    Method(String wire) {
        this.wire = wire;
    }

    /// The name on the wire.
    public String wire() {
        return wire;
    }

    static @Nullable Method of(String wire) {
        return BY_WIRE.get(wire);
    }
}
