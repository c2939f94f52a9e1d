package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// A URI of a scheme that means nothing here: a request for it is answered with 416.
public record OpaqueUri(String text) implements Uri {

    static @Nullable OpaqueUri read(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 127 || c == '<' || c == '>' || c == '"') {
                return null;
            }
        }
        return new OpaqueUri(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
