package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// One hop a request has taken, and the way back for responses (RFC 3261 section 20.42).
///
/// @param transport in capitals as a rule: `UDP`, `TCP`, `TLS`
/// @param host whom the sender says it is
/// @param port 0 without one
public record Via(String transport, String host, int port, Parameters parameters) {

    /// How branches of elements begin that choose a new one for each transaction
    /// (RFC 3261 section 8.1.1.7).
    public static final String MAGIC_COOKIE = "z9hG4bK";

    /// The whole of a value, or null when it is no hop.
    public static @Nullable Via read(String value) {
        Cursor cursor = new Cursor(value);
        cursor.skipSpace();
        if (!"SIP".equalsIgnoreCase(cursor.token())
                || !cursor.eat('/')
                || !"2.0".equals(cursor.token())
                || !cursor.eat('/')) {
            return null;
        }
        String transport = cursor.token();
        if (transport == null || !Cursor.isSpace(cursor.peek())) {
            return null;
        }
        cursor.skipSpace();
        String host = cursor.host();
        int port = cursor.port();
        Parameters parameters = Parameters.read(cursor, ';');
        if (host == null || port < -1 || parameters == null || !cursor.isEnd()) {
            return null;
        }
        return new Via(transport, host, Math.max(port, 0), parameters);
    }

    /// What makes the transaction's name; null without one.
    public @Nullable String branch() {
        return parameters.get("branch");
    }

    /// Whether the branch alone names the transaction. The cookie with nothing behind it does not,
    /// nor does what elements of RFC 2543 send.
    public boolean hasUniqueBranch() {
        String branch = branch();
        return branch != null
                && branch.length() > MAGIC_COOKIE.length()
                && branch.regionMatches(true, 0, MAGIC_COOKIE, 0, MAGIC_COOKIE.length());
    }

    /// Where the request really came from, if it was not the host.
    public @Nullable String received() {
        return parameters.get("received");
    }

    /// Whether the sender asks for responses at the port it sent from (RFC 3581).
    public boolean hasRport() {
        return parameters.has("rport");
    }

    public Via with(String name, String value) {
        return new Via(transport, host, port, parameters.with(name, value));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(96);
        text.append("SIP/2.0/").append(transport).append(' ').append(host);
        if (port != 0) {
            text.append(':').append(port);
        }
        parameters.writeTo(text);
        return text.toString();
    }
}
