package dialtone.signaling.message;

import static java.util.Objects.requireNonNull;

import dialtone.signaling.message.Request.CallAnswer;
import dialtone.signaling.message.Request.CallDecline;
import dialtone.signaling.message.Request.CallDescribe;
import dialtone.signaling.message.Request.CallDigits;
import dialtone.signaling.message.Request.CallHangup;
import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.message.Request.CallReport;
import dialtone.signaling.message.Request.CallRing;
import dialtone.signaling.message.Request.CallTransfer;
import dialtone.signaling.message.Request.CallTrickle;
import dialtone.signaling.message.Request.RoomDescribe;
import dialtone.signaling.message.Request.RoomJoin;
import dialtone.signaling.message.Request.RoomLeave;
import dialtone.signaling.message.Request.RoomTrickle;
import dialtone.signaling.message.Request.SessionClose;
import dialtone.signaling.message.Request.SessionIceServers;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Makes a [Request] of a message, or says in words why none can be made of it.
///
/// It reads in two passes, unless the members come in the usual order: the envelope first, for
/// which the parameters are a slice to skip, then the parameters, when it is known what they must
/// be. Descriptions and candidates are checked for shape and kept as slices of the message, to be
/// passed on as they are.
public final class RequestReader {

    private static final int MAX_RING_SECONDS = 600;

    /// How long a key may be pressed: shorter ones are not recognised, longer ones block the rest.
    private static final int MIN_DIGIT_MILLIS = 40;

    private static final int MAX_DIGIT_MILLIS = 6000;

    private static final Set<String> OFFER = Set.of("offer");
    private static final Set<String> ANSWER = Set.of("answer");
    private static final Set<String> ANY_DESCRIPTION =
            new TreeSet<>(Set.of("offer", "answer", "pranswer", "rollback"));
    private static final Set<String> DECLINE_REASONS = new TreeSet<>(Set.of("declined", "busy"));
    private static final Set<String> HANGUP_REASONS =
            new TreeSet<>(Set.of("hangup", "media-failed"));
    private static final Pattern DIGITS = Pattern.compile("[0-9A-D*#]{1,64}");
    private static final Pattern ICE_UFRAG = Pattern.compile("[A-Za-z0-9+/]{12,64}");
    private static final Pattern ICE_PASSWORD = Pattern.compile("[A-Za-z0-9+/]{22,64}");
    private static final Pattern ROOM_NAME = Pattern.compile("[A-Za-z0-9._~-]{1,128}");

    private RequestReader() {}

    /// Reads one message.
    ///
    /// @param utf8 valid UTF-8, which nobody changes afterwards: parts of it are passed on
    public static Parsed read(byte[] utf8) {
        Request usual = readUsual(utf8);
        return usual == null ? readAny(utf8) : new Parsed.Understood(usual);
    }

    /// Reads a message in one pass whose members come as nearly everybody writes them: the method
    /// and the id before the parameters, and nothing after them. Null for any other, and for one
    /// that has something wrong with it: what that is, a second reading tells in words.
    ///
    /// Hot path: called per message.
    private static @Nullable Request readUsual(byte[] utf8) {
        try (JsonCursor message =
                new JsonCursor(utf8, 0, utf8.length, "", ErrorCode.INVALID_REQUEST)) {
            if (message.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Envelope envelope = new Envelope();
            boolean isVersioned = false;
            String name;
            while ((name = message.nextMember()) != null && !name.equals("params")) {
                isVersioned |= envelope.member(name, message);
            }
            RequestId id = envelope.id;
            Method method = envelope.method;
            if (!isVersioned || id == null || method == null || !message.isObject()) {
                return null;
            }
            Request request = params(method, id, message);
            return message.nextMember() == null && message.nextToken() == null ? request : null;
        } catch (UnreadableException | JacksonException _) {
            return null;
        }
    }

    private static Parsed readAny(byte[] utf8) {
        Envelope envelope = new Envelope();
        try {
            envelope.read(utf8);
            RequestId id = envelope.id;
            if (id == null) {
                throw new UnreadableException(
                        ErrorCode.INVALID_REQUEST,
                        "id is missing: every request needs one, notifications are not taken.");
            }
            return new Parsed.Understood(params(envelope.knownMethod(), id, envelope));
        } catch (UnreadableException e) {
            return new Parsed.Unreadable(
                    envelope.id, envelope.method, e.code(), requireNonNull(e.getMessage()));
        } catch (JacksonException e) {
            return new Parsed.Unreadable(
                    null, null, ErrorCode.PARSE, "This is not JSON: " + words(e));
        }
    }

    private static String words(JacksonException e) {
        String message = e.getOriginalMessage();
        String where =
                e.getLocation() == null ? "" : " (at byte " + e.getLocation().getByteOffset() + ")";
        return Words.clean(message == null ? "it cannot be read" : message) + where + ".";
    }

    private static Request params(Method method, RequestId id, Envelope envelope) {
        RawJson json = envelope.params;
        if (json == null) {
            return switch (method) {
                case SESSION_ICE_SERVERS -> new SessionIceServers(id);
                case SESSION_CLOSE -> new SessionClose(id);
                default ->
                        throw new UnreadableException(
                                ErrorCode.INVALID_PARAMS,
                                "params is missing: " + method.wire() + " needs it.");
            };
        }
        if (!envelope.paramsAreObject) {
            throw new UnreadableException(ErrorCode.INVALID_PARAMS, "params: expected an object.");
        }
        try (JsonCursor params = json.cursor("params", ErrorCode.INVALID_PARAMS)) {
            params.nextToken();
            return params(method, id, params);
        }
    }

    /// Reads the parameters to their end.
    ///
    /// @param params stands at the object
    private static Request params(Method method, RequestId id, JsonCursor params) {
        return switch (method) {
            case SESSION_OPEN -> SessionRequests.open(id, params);
            case SESSION_RENEW -> SessionRequests.renew(id, params);
            case SESSION_ACK -> SessionRequests.ack(id, params);
            case SESSION_ICE_SERVERS -> {
                params.skip();
                yield new SessionIceServers(id);
            }
            case SESSION_CLOSE -> {
                params.skip();
                yield new SessionClose(id);
            }
            case CALL_INVITE -> callInvite(id, params);
            case CALL_RING -> callRing(id, params);
            case CALL_ANSWER -> callAnswer(id, params);
            case CALL_DECLINE -> callDecline(id, params);
            case CALL_HANGUP -> callHangup(id, params);
            case CALL_DESCRIBE -> callDescribe(id, params);
            case CALL_TRICKLE -> callTrickle(id, params);
            case CALL_REPORT -> callReport(id, params);
            case CALL_DIGITS -> callDigits(id, params);
            case CALL_TRANSFER -> callTransfer(id, params);
            case ROOM_JOIN -> roomJoin(id, params);
            case ROOM_LEAVE -> roomLeave(id, params);
            case ROOM_DESCRIBE -> roomDescribe(id, params);
            case ROOM_TRICKLE -> roomTrickle(id, params);
            case PRESENCE_SET -> PresenceRequests.set(id, params);
            case PRESENCE_SUBSCRIBE -> PresenceRequests.subscribe(id, params);
            case PRESENCE_UNSUBSCRIBE -> PresenceRequests.unsubscribe(id, params);
            case MESSAGE_SEND -> PresenceRequests.send(id, params);
            case MESSAGE_TAKEN -> PresenceRequests.taken(id, params);
        };
    }

    private static Request callInvite(RequestId id, JsonCursor params) {
        Address to = null;
        Media media = Media.DEFAULT;
        RawJson offer = null;
        Integer ringSeconds = null;
        Details details = Details.NONE;
        Gateway.Ice gatewayIce = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "to" -> to = params.address();
                case "media" -> media = params.media();
                case "offer" -> offer = params.description(OFFER, 1);
                case "ringSeconds" -> ringSeconds = (int) params.integer(1, MAX_RING_SECONDS);
                case "headers" -> details = new Details(null, HeaderParams.read(params));
                case "gatewayIce" -> gatewayIce = gatewayIce(params);
                default -> params.skip();
            }
        }
        return new CallInvite(
                id,
                params.required(to, "to"),
                media,
                params.required(offer, "offer"),
                ringSeconds,
                details,
                gatewayIce);
    }

    private static Gateway.Ice gatewayIce(JsonCursor params) {
        String ufrag = null;
        String password = null;
        params.enterObject();
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "ufrag" -> ufrag = matching(params, ICE_UFRAG, "12 to 64 characters of ICE");
                case "password" ->
                        password = matching(params, ICE_PASSWORD, "22 to 64 characters of ICE");
                default -> params.skip();
            }
        }
        return new Gateway.Ice(
                params.required(ufrag, "ufrag"), params.required(password, "password"));
    }

    private static Request callRing(RequestId id, JsonCursor params) {
        String call = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "call" -> call = name(params);
                default -> params.skip();
            }
        }
        return new CallRing(id, params.required(call, "call"));
    }

    private static Request callAnswer(RequestId id, JsonCursor params) {
        String call = null;
        RawJson answer = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "call" -> call = name(params);
                case "answer" -> answer = params.description(ANSWER, 1);
                default -> params.skip();
            }
        }
        return new CallAnswer(id, params.required(call, "call"), params.required(answer, "answer"));
    }

    private static Request callDecline(RequestId id, JsonCursor params) {
        String call = null;
        String reason = "declined";
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "call" -> call = name(params);
                case "reason" -> reason = params.oneOf(DECLINE_REASONS);
                default -> params.skip();
            }
        }
        return new CallDecline(id, params.required(call, "call"), reason.equals("busy"));
    }

    private static Request callHangup(RequestId id, JsonCursor params) {
        String call = null;
        String reason = "hangup";
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "call" -> call = name(params);
                case "reason" -> reason = params.oneOf(HANGUP_REASONS);
                default -> params.skip();
            }
        }
        return new CallHangup(id, params.required(call, "call"), reason.equals("media-failed"));
    }

    private static Request callDescribe(RequestId id, JsonCursor params) {
        String call = null;
        RawJson description = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "call" -> call = name(params);
                case "description" -> description = params.description(ANY_DESCRIPTION, 0);
                default -> params.skip();
            }
        }
        return new CallDescribe(
                id, params.required(call, "call"), params.required(description, "description"));
    }

    private static Request callTrickle(RequestId id, JsonCursor params) {
        String call = null;
        RawJson candidates = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "call" -> call = name(params);
                case "candidates" -> candidates = params.candidates();
                default -> params.skip();
            }
        }
        return new CallTrickle(
                id, params.required(call, "call"), params.required(candidates, "candidates"));
    }

    private static Request callReport(RequestId id, JsonCursor params) {
        String call = null;
        Map<SetupStage, Duration> setup = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "call" -> call = name(params);
                case "setup" -> setup = SetupParams.read(params);
                default -> params.skip();
            }
        }
        return new CallReport(id, params.required(call, "call"), params.required(setup, "setup"));
    }

    private static Request callDigits(RequestId id, JsonCursor params) {
        String call = null;
        String digits = null;
        Integer millis = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "call" -> call = name(params);
                case "digits" -> digits = digits(params);
                case "duration" ->
                        millis = (int) params.integer(MIN_DIGIT_MILLIS, MAX_DIGIT_MILLIS);
                default -> params.skip();
            }
        }
        return new CallDigits(
                id, params.required(call, "call"), params.required(digits, "digits"), millis);
    }

    /// That it says whom to connect with in one way, not in two or none, is for the hub to check.
    private static Request callTransfer(RequestId id, JsonCursor params) {
        String call = null;
        Address to = null;
        String toCall = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "call" -> call = name(params);
                case "to" -> to = params.address();
                case "toCall" -> toCall = name(params);
                default -> params.skip();
            }
        }
        return new CallTransfer(id, params.required(call, "call"), to, toCall);
    }

    private static Request roomJoin(RequestId id, JsonCursor params) {
        String room = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "room" -> room = roomName(params);
                default -> params.skip();
            }
        }
        return new RoomJoin(id, params.required(room, "room"));
    }

    private static Request roomLeave(RequestId id, JsonCursor params) {
        String room = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "room" -> room = roomName(params);
                default -> params.skip();
            }
        }
        return new RoomLeave(id, params.required(room, "room"));
    }

    private static Request roomDescribe(RequestId id, JsonCursor params) {
        String room = null;
        String to = null;
        RawJson description = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "room" -> room = roomName(params);
                case "to" -> to = name(params);
                case "description" -> description = params.description(ANY_DESCRIPTION, 0);
                default -> params.skip();
            }
        }
        return new RoomDescribe(
                id,
                params.required(room, "room"),
                params.required(to, "to"),
                params.required(description, "description"));
    }

    private static Request roomTrickle(RequestId id, JsonCursor params) {
        String room = null;
        String to = null;
        RawJson candidates = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "room" -> room = roomName(params);
                case "to" -> to = name(params);
                case "candidates" -> candidates = params.candidates();
                default -> params.skip();
            }
        }
        return new RoomTrickle(
                id,
                params.required(room, "room"),
                params.required(to, "to"),
                params.required(candidates, "candidates"));
    }

    /// A name the server gave: of a call or a peer.
    private static String name(JsonCursor params) {
        return params.text(0, 64);
    }

    private static String digits(JsonCursor params) {
        return matching(params, DIGITS, "1 to 64 of the keys 0 to 9, *, # and A to D");
    }

    private static String roomName(JsonCursor params) {
        return matching(
                params,
                ROOM_NAME,
                "a room name of 1 to 128 letters, digits and the characters . _ ~ -");
    }

    private static String matching(JsonCursor params, Pattern pattern, String expected) {
        if (!params.isText()) {
            throw params.refused(expected);
        }
        String text = params.text(0, Integer.MAX_VALUE);
        if (!pattern.matcher(text).matches()) {
            throw params.refused(expected);
        }
        return text;
    }
}
