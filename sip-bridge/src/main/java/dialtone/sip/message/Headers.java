package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The header fields of a message in their order, but for Content-Length, which its body knows.
///
/// Threading: immutable; what is read of them for the second time is remembered, and whoever comes
/// first remembers the same.
public final class Headers {

    /// What 32 bits hold: the greatest number of seconds, and of an RSeq.
    static final long MAX_NUMBER = (1L << 32) - 1;

    private final Header[] fields;
    private @Nullable Via via;
    private @Nullable NameAddress from;
    private @Nullable NameAddress to;
    private @Nullable CSeq cSeq;

    private Headers(Header[] fields) {
        this.fields = fields;
    }

    public static Builder builder() {
        return new Builder();
    }

    static Headers of(List<Header> fields) {
        return new Headers(fields.toArray(Header[]::new));
    }

    /// To make others from these.
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.fields.addAll(Arrays.asList(fields));
        return builder;
    }

    public List<Header> all() {
        return List.of(fields);
    }

    public boolean has(HeaderName name) {
        return first(name) != null;
    }

    /// The text of the first field of this name, or null.
    public @Nullable String first(HeaderName name) {
        for (Header field : fields) {
            if (field.name().equals(name)) {
                return field.value();
            }
        }
        return null;
    }

    /// All values of this name; those of a list ([HeaderName#isList]) one by one.
    public List<String> values(HeaderName name) {
        List<String> values = new ArrayList<>(2);
        for (Header field : fields) {
            if (field.name().equals(name)) {
                if (name.isList()) {
                    split(field.value(), values);
                } else {
                    values.add(field.value());
                }
            }
        }
        return values;
    }

    int count(HeaderName name) {
        int count = 0;
        for (Header field : fields) {
            if (field.name().equals(name)) {
                count++;
            }
        }
        return count;
    }

    /// Cuts at the commas that stand neither in quotes nor in angle brackets. Empty values are
    /// left out, as people write them.
    private static void split(String text, List<String> values) {
        int start = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"') {
                int end = Cursor.endOfQuoted(text, i);
                i = end < 0 ? text.length() : end;
            } else if (c == '<') {
                int end = text.indexOf('>', i);
                i = end < 0 ? text.length() : end;
            } else {
                if (c == ',') {
                    addStripped(text.substring(start, i), values);
                    start = i + 1;
                }
                i++;
            }
        }
        addStripped(text.substring(Math.min(start, text.length())), values);
    }

    private static void addStripped(String value, List<String> values) {
        String stripped = value.strip();
        if (!stripped.isEmpty()) {
            values.add(stripped);
        }
    }

    /// The topmost Via, or null when there is none that can be read.
    @Nullable Via via() {
        Via known = via;
        if (known == null) {
            List<String> hops = values(HeaderName.VIA);
            known = hops.isEmpty() ? null : Via.read(hops.getFirst());
            via = known;
        }
        return known;
    }

    @Nullable NameAddress from() {
        NameAddress known = from;
        if (known == null) {
            known = address(HeaderName.FROM);
            from = known;
        }
        return known;
    }

    @Nullable NameAddress to() {
        NameAddress known = to;
        if (known == null) {
            known = address(HeaderName.TO);
            to = known;
        }
        return known;
    }

    @Nullable CSeq cSeq() {
        CSeq known = cSeq;
        if (known == null) {
            String value = first(HeaderName.CSEQ);
            known = value == null ? null : CSeq.read(value);
            cSeq = known;
        }
        return known;
    }

    /// The address in the first field of this name, or null when there is none to be read.
    @Nullable NameAddress address(HeaderName name) {
        String value = first(name);
        return value == null ? null : NameAddress.read(value);
    }

    /// A number of 0 and more, or null when there is none to be read.
    @Nullable Long number(HeaderName name) {
        long number = Chars.number(first(name), MAX_NUMBER);
        return number < 0 ? null : number;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers that && Arrays.equals(fields, that.fields);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(fields);
    }

    @Override
    public String toString() {
        return Arrays.toString(fields);
    }

    /// Makes headers.
    ///
    /// Threading: for one thread.
    public static final class Builder {

        private final List<Header> fields = new ArrayList<>();

        private Builder() {}

        /// Puts a field behind the others; its value is written as its `toString` says.
        public Builder add(HeaderName name, Object value) {
            if (name.equals(HeaderName.CONTENT_LENGTH)) {
                throw new IllegalArgumentException("a message's body says how long it is");
            }
            fields.add(new Header(name, value.toString()));
            return this;
        }

        /// Puts every value into a field of its own behind the others.
        public Builder addAll(HeaderName name, List<?> values) {
            values.forEach(value -> add(name, value));
            return this;
        }

        /// Puts a field before all others, as a new Via or Route must be.
        public Builder addFirst(HeaderName name, Object value) {
            fields.addFirst(new Header(name, value.toString()));
            return this;
        }

        /// In the place of all fields of that name, where the first of them is.
        public Builder set(HeaderName name, Object value) {
            Header field = new Header(name, value.toString());
            for (int i = 0; i < fields.size(); i++) {
                if (fields.get(i).name().equals(name)) {
                    fields.set(i, field);
                    fields.subList(i + 1, fields.size()).removeIf(f -> f.name().equals(name));
                    return this;
                }
            }
            fields.add(field);
            return this;
        }

        public Builder remove(HeaderName name) {
            fields.removeIf(field -> field.name().equals(name));
            return this;
        }

        public Headers build() {
            return Headers.of(fields);
        }
    }
}
