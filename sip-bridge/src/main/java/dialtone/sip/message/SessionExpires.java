package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// How long a session lasts without a refresh, and who refreshes (RFC 4028 section 4).
///
/// @param refresher `uac` or `uas`; null while it is open
public record SessionExpires(int seconds, @Nullable String refresher) {

    static @Nullable SessionExpires read(String text) {
        ValueAndParameters value = ValueAndParameters.read(text);
        if (value == null) {
            return null;
        }
        long seconds = Chars.number(value.value(), Integer.MAX_VALUE);
        return seconds < 0
                ? null
                : new SessionExpires((int) seconds, value.parameters().get("refresher"));
    }

    @Override
    public String toString() {
        return refresher == null ? "" + seconds : seconds + ";refresher=" + refresher;
    }
}
