package dialtone.signaling.ticket;

/// Patterns in tickets, in which `*` stands for any run of characters, also none.
///
/// Nothing else is special. Upper and lower case differ. Matching never goes back over a star that
/// it has passed, so the worst that a pattern can cost is its length times the text's.
final class Wildcard {

    private Wildcard() {}

    static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(text);
        }
        int lastStar = pattern.lastIndexOf('*');
        int tailLength = pattern.length() - lastStar - 1;
        int textEnd = text.length() - tailLength;
        if (textEnd < star
                || !text.startsWith(pattern.substring(0, star))
                || !text.endsWith(pattern.substring(lastStar + 1))) {
            return false;
        }
        // Between the first and the last star, the earliest place of each piece is as good as any.
        int at = star;
        while (star < lastStar) {
            int next = pattern.indexOf('*', star + 1);
            String piece = pattern.substring(star + 1, next);
            int found = text.indexOf(piece, at);
            if (found < 0 || found + piece.length() > textEnd) {
                return false;
            }
            at = found + piece.length();
            star = next;
        }
        return true;
    }
}
