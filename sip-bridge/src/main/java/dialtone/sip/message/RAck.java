package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// Which reliable provisional response a PRACK is for (RFC 3262 section 7.2).
///
/// @param responseNumber the response's RSeq
public record RAck(long responseNumber, long requestNumber, String method) {

    static @Nullable RAck read(String value) {
        Cursor cursor = new Cursor(value);
        cursor.skipSpace();
        long response = Chars.number(cursor.token(), Headers.MAX_NUMBER);
        cursor.skipSpace();
        long request = Chars.number(cursor.token(), CSeq.MAX);
        cursor.skipSpace();
        String method = cursor.token();
        return response < 0 || request < 0 || method == null || !cursor.isEnd()
                ? null
                : new RAck(response, request, method);
    }

    @Override
    public String toString() {
        return responseNumber + " " + requestNumber + " " + method;
    }
}
