package dialtone.signaling.message;

import java.time.Instant;

/// Something said to a user or in a room.
///
/// @param id names it, also when it comes twice
/// @param to the user's or the room's address
/// @param body a string or an object, as its sender wrote it
/// @param isKept whether it waits on the server until an endpoint of the user has taken it
public record Mail(String id, Party from, Address to, RawJson body, Instant at, boolean isKept) {

    /// The same without the message that it came in, for keeping it.
    public Mail copy() {
        return new Mail(id, from, to, body.copy(), at, isKept);
    }

    /// The same, kept or not.
    public Mail withKept(boolean kept) {
        return new Mail(id, from, to, body, at, kept);
    }
}
