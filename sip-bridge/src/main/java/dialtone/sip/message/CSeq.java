package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// A request's place among those of its dialog (RFC 3261 section 20.16).
///
/// @param number below 2^31
public record CSeq(long number, String method) {

    static final long MAX = (1L << 31) - 1;

    static @Nullable CSeq read(String value) {
        Cursor cursor = new Cursor(value);
        cursor.skipSpace();
        long number = Chars.number(cursor.token(), MAX);
        cursor.skipSpace();
        String method = cursor.token();
        return number < 0 || method == null || !cursor.isEnd() ? null : new CSeq(number, method);
    }

    @Override
    public String toString() {
        return number + " " + method;
    }
}
