package dialtone.signaling.message;

/// Why the server closes a connection: a WebSocket close code (RFC 6455 section 7.4).
public enum CloseCode {
    NORMAL(1000),
    /// The server stops.
    GOING_AWAY(1001),
    NOT_UTF8(1007),
    TOO_LARGE(1009),
    /// The first message was no `session.open`, or not one that can be read.
    NOT_OPENED(4400),
    TICKET_REFUSED(4401),
    FORBIDDEN_ORIGIN(4403),
    /// No `session.open`, or no pong, in time.
    TIMEOUT(4408),
    TOO_SLOW(4409),
    /// Another connection resumed the session.
    REPLACED(4410),
    TOO_MANY_MESSAGES(4429),
    UNAVAILABLE(4503);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    /// The number on the wire.
    public int code() {
        return code;
    }
}
