package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// Which dialog a new one takes the place of (RFC 3891 section 6.1).
///
/// @param isEarlyOnly whether the other one must not have been answered
public record Replaces(String callId, String toTag, String fromTag, boolean isEarlyOnly) {

    /// The value of the header, also as it stands in a Refer-To with its escapes undone; null when
    /// it is none.
    public static @Nullable Replaces read(String text) {
        Cursor cursor = new Cursor(text);
        cursor.skipSpace();
        String callId = cursor.until(";");
        Parameters parameters = Parameters.read(cursor, ';');
        if (callId.isEmpty() || parameters == null || !cursor.isEnd()) {
            return null;
        }
        String toTag = parameters.get("to-tag");
        String fromTag = parameters.get("from-tag");
        return toTag == null || fromTag == null
                ? null
                : new Replaces(callId, toTag, fromTag, parameters.has("early-only"));
    }

    @Override
    public String toString() {
        return callId
                + ";to-tag="
                + toTag
                + ";from-tag="
                + fromTag
                + (isEarlyOnly ? ";early-only" : "");
    }
}
