package dialtone.signaling.message;

import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.RoomCandidates;
import dialtone.signaling.message.Event.RoomDescription;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/// Writes the messages there are most of: what is passed on from client to client, and the answers
/// that say no more than that it was. They are slices of what came and names of plain letters, so
/// they are put together from pieces, without a generator of JSON.
///
/// A test holds each against what [MessageWriter] makes of it otherwise.
final class RelayedMessages {

    private static final byte[] VERSION = ascii("{\"jsonrpc\":\"2.0\",");
    private static final byte[] ID = ascii("\"id\":");
    private static final byte[] NO_RESULT = ascii(",\"result\":{}}");
    private static final byte[] SEQ = ascii("\"seq\":");
    private static final byte[] END = ascii("}}");

    private static final byte[] CALL_CANDIDATES =
            ascii(",\"method\":\"call.candidates\",\"params\":{\"call\":\"");
    private static final byte[] CALL_DESCRIPTION =
            ascii(",\"method\":\"call.description\",\"params\":{\"call\":\"");
    private static final byte[] ROOM_CANDIDATES =
            ascii(",\"method\":\"room.candidates\",\"params\":{\"room\":\"");
    private static final byte[] ROOM_DESCRIPTION =
            ascii(",\"method\":\"room.description\",\"params\":{\"room\":\"");
    private static final byte[] FROM = ascii("\",\"from\":\"");
    private static final byte[] CANDIDATES = ascii("\",\"candidates\":");
    private static final byte[] DESCRIPTION = ascii("\",\"description\":");

    private RelayedMessages() {}

    /// The message as UTF-8; null when it is none of these.
    ///
    /// Hot path: called per message.
    static byte @Nullable [] write(Outgoing message) {
        return switch (message) {
            case Answer.Done(var id, Answer.Empty()) -> done(id);
            case Answer.Done(var id, Answer.Passed()) -> done(id);
            case NumberedEvent(var seq, CallCandidates(var call, var candidates)) ->
                    event(seq, CALL_CANDIDATES, call, null, CANDIDATES, candidates);
            case NumberedEvent(var seq, CallDescription(var call, var description)) ->
                    event(seq, CALL_DESCRIPTION, call, null, DESCRIPTION, description);
            case NumberedEvent(var seq, RoomCandidates(var room, var from, var candidates)) ->
                    event(seq, ROOM_CANDIDATES, room, from, CANDIDATES, candidates);
            case NumberedEvent(var seq, RoomDescription(var room, var from, var description)) ->
                    event(seq, ROOM_DESCRIPTION, room, from, DESCRIPTION, description);
            default -> null;
        };
    }

    private static byte[] done(RequestId id) {
        RawJson json = id.json();
        Pieces out = new Pieces(VERSION, ID, NO_RESULT, json.length());
        return out.add(VERSION).add(ID).add(json).add(NO_RESULT).done();
    }

    private static byte @Nullable [] event(
            long seq,
            byte[] beginning,
            String where,
            @Nullable String from,
            byte[] what,
            RawJson value) {
        if (!isPlain(where) || (from != null && !isPlain(from))) {
            return null;
        }
        byte[] number = ascii(Long.toString(seq));
        int names = where.length() + (from == null ? 0 : FROM.length + from.length());
        int more = SEQ.length + number.length + names + value.length() + END.length;
        Pieces out = new Pieces(VERSION, beginning, what, more);
        out.add(VERSION).add(SEQ).add(number).add(beginning).add(ascii(where));
        if (from != null) {
            out.add(FROM).add(ascii(from));
        }
        return out.add(what).add(value).add(END).done();
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// An array that is filled from its beginning to its end.
    private static final class Pieces {

        private final byte[] bytes;
        private int length;

        /// @param more bytes beside those of the pieces
        Pieces(byte[] one, byte[] other, byte[] third, int more) {
            bytes = new byte[one.length + other.length + third.length + more];
        }

        Pieces add(byte[] piece) {
            System.arraycopy(piece, 0, bytes, length, piece.length);
            length += piece.length;
            return this;
        }

        Pieces add(RawJson value) {
            value.copyTo(bytes, length);
            length += value.length();
            return this;
        }

        byte[] done() {
            if (length != bytes.length) {
                throw new IllegalStateException(length + " bytes of " + bytes.length);
            }
            return bytes;
        }
    }
}
