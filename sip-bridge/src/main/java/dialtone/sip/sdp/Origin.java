package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// What an `o=` line says: whose description it is and which version of it.
///
/// @param sessionId a number by RFC 8866; some phones write other things, and nobody counts with it
public record Origin(String username, String sessionId, String version, Connection connection) {

    private static final int PARTS = 6;

    public Origin {
        for (String text : new String[] {username, sessionId, version}) {
            if (text.isEmpty() || !Attribute.isOneLine(text) || text.indexOf(' ') >= 0) {
                throw new IllegalArgumentException("not a part of an origin: " + text);
            }
        }
    }

    static @Nullable Origin parse(String text) {
        String[] parts = text.strip().split(" +", -1);
        if (parts.length < PARTS) {
            return null;
        }
        // A name with spaces is wrong, and harmless.
        int last = parts.length;
        Connection connection =
                Connection.parse(String.join(" ", Arrays.copyOfRange(parts, last - 3, last)));
        return connection == null
                ? null
                : new Origin(parts[0], parts[last - 5], parts[last - 4], connection);
    }

    Origin withVersion(long number) {
        return new Origin(username, sessionId, Long.toString(number), connection);
    }

    @Override
    public String toString() {
        return String.join(" ", username, sessionId, version, connection.toString());
    }
}
