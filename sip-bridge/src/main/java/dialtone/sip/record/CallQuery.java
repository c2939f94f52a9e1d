package dialtone.sip.record;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/// Which records are wanted; they come with the newest first.
///
/// @param from no call that began before; null for any
/// @param to only calls that began before; null for any
/// @param user of the ticket; null for any
/// @param trunk null for any
/// @param after where the page before ended; null for the first page
/// @param limit how many at most
public record CallQuery(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String user,
        @Nullable String trunk,
        @Nullable Cursor after,
        int limit) {

    /// A place in the list.
    ///
    /// @param startedMillis since 1970
    /// @param id of the last call of a page
    public record Cursor(long startedMillis, String id) {

        /// Reads what [#toString()] writes.
        ///
        /// @throws IllegalArgumentException when the text is no such place
        public static Cursor parse(String text) {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int space = plain.indexOf(' ');
            if (space <= 0) {
                throw new IllegalArgumentException("no cursor");
            }
            return new Cursor(
                    Long.parseLong(plain.substring(0, space)), plain.substring(space + 1));
        }

        static Cursor of(CallRecord last) {
            return new Cursor(last.started().toEpochMilli(), last.id());
        }

        @Override
        public String toString() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((startedMillis + " " + id).getBytes(StandardCharsets.UTF_8));
        }
    }
}
