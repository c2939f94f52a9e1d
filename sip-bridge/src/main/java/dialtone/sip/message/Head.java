package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The first line and the headers of a message, taken apart but not understood yet.
///
/// @param contentLength -1 without one, or when it is wrong
/// @param defect the first thing that is wrong, or null
record Head(String startLine, Headers headers, int contentLength, @Nullable String defect) {

    private static final int USUAL_FIELDS = 16;

    /// Where the head ends that begins at `start`: the index behind the empty line, or -1.
    static int end(byte[] bytes, int start, int size) {
        for (int i = start + 3; i < size; i++) {
            if (bytes[i] == '\n'
                    && bytes[i - 1] == '\r'
                    && bytes[i - 2] == '\n'
                    && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    /// Takes the head apart.
    ///
    /// @param end behind the empty line
    static Head read(byte[] bytes, int start, int end) {
        // The line end before the empty line belongs to the last header.
        String text = decode(bytes, start, end - 2 - start);
        int lineEnd = text.indexOf("\r\n");
        String startLine = text.substring(0, lineEnd);
        String defect = hasLineEnd(startLine) ? "the first line does not end with CRLF" : null;
        List<Header> fields = new ArrayList<>(USUAL_FIELDS);
        long contentLength = -1;
        int at = lineEnd + 2;
        while (at < text.length()) {
            lineEnd = text.indexOf("\r\n", at);
            int next = lineEnd + 2;
            Header field;
            if (next < text.length() && Cursor.isSpace(text.charAt(next))) {
                StringBuilder unfolded = new StringBuilder(text.substring(at, lineEnd));
                while (next < text.length() && Cursor.isSpace(text.charAt(next))) {
                    lineEnd = text.indexOf("\r\n", next);
                    unfolded.append(' ').append(text.substring(next, lineEnd).strip());
                    next = lineEnd + 2;
                }
                String line = unfolded.toString();
                field = field(line, 0, line.length());
            } else {
                field = field(text, at, lineEnd);
            }
            if (field == null) {
                defect =
                        defect == null
                                ? "no header: " + shown(text.substring(at, lineEnd))
                                : defect;
            } else if (field.name().equals(HeaderName.CONTENT_LENGTH)) {
                long length = Chars.number(field.value(), Integer.MAX_VALUE);
                if (defect == null
                        && (length < 0 || (contentLength >= 0 && length != contentLength))) {
                    defect = "Content-Length: " + shown(field.value()) + " cannot be";
                }
                contentLength = length;
            } else {
                fields.add(field);
            }
            at = next;
        }
        boolean isLengthWrong = defect != null && defect.startsWith("Content-Length");
        return new Head(
                startLine, Headers.of(fields), isLengthWrong ? -1 : (int) contentLength, defect);
    }

    private static @Nullable Header field(String text, int start, int end) {
        int colon = text.indexOf(':', start, end);
        int nameEnd = colon;
        while (nameEnd > start && Cursor.isSpace(text.charAt(nameEnd - 1))) {
            nameEnd--;
        }
        HeaderName name = nameEnd <= start ? null : HeaderName.read(text, start, nameEnd);
        if (name == null) {
            return null;
        }
        int from = colon + 1;
        int to = end;
        while (from < to && Cursor.isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && Cursor.isSpace(text.charAt(to - 1))) {
            to--;
        }
        String value = text.substring(from, to);
        return hasLineEnd(value) ? null : new Header(name, value);
    }

    private static boolean hasLineEnd(String text) {
        return text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0;
    }

    /// The beginning of what is wrong, for the words about it.
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < 40; i++) {
            char c = text.charAt(i);
            shown.append(c < ' ' || c >= 127 ? '?' : c);
        }
        return shown.toString();
    }

    private static String decode(byte[] bytes, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (bytes[i] < 0) {
                return new String(bytes, start, length, StandardCharsets.UTF_8);
            }
        }
        return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }
}
