package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// A URI with a name for people and parameters of the header: what From, To, Contact, Route and
/// many others hold.
///
/// @param displayName without quotes; empty without one
public record NameAddress(String displayName, Uri uri, Parameters parameters) {

    private static final String TAG = "tag";

    public static NameAddress of(Uri uri) {
        return new NameAddress("", uri, Parameters.NONE);
    }

    /// The whole of a value, or null when it is no address.
    public static @Nullable NameAddress read(String value) {
        Cursor cursor = new Cursor(value);
        NameAddress address = read(cursor);
        return cursor.isEnd() ? address : null;
    }

    private static @Nullable NameAddress read(Cursor cursor) {
        cursor.skipSpace();
        String name = cursor.peek() == '"' ? cursor.quoted() : cursor.wordsBeforeAngle();
        Uri uri;
        if (name == null) {
            // Without angle brackets, what follows a semicolon belongs to the header, and question
            // marks and commas may not be (RFC 3261 section 20).
            String bare = cursor.until(";,");
            uri = bare.indexOf('?') >= 0 ? null : Uri.read(bare);
        } else {
            cursor.skipSpace();
            String inside = cursor.inAngles();
            uri = inside == null ? null : Uri.read(inside);
        }
        if (uri == null) {
            return null;
        }
        Parameters parameters = Parameters.read(cursor, ';');
        return parameters == null
                ? null
                : new NameAddress(name == null ? "" : Quoting.unquote(name), uri, parameters);
    }

    /// The tag of From and To, which names one side of a dialog; null without one.
    public @Nullable String tag() {
        return parameters.get(TAG);
    }

    public NameAddress withTag(String tag) {
        return with(TAG, tag);
    }

    public NameAddress with(String name, String value) {
        return new NameAddress(displayName, uri, parameters.with(name, value));
    }

    public NameAddress withDisplayName(String name) {
        return new NameAddress(name, uri, parameters);
    }

    /// Always in angle brackets, so that everything may stand in the URI.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(64);
        if (!displayName.isEmpty()) {
            text.append(Quoting.quote(displayName)).append(' ');
        }
        text.append('<').append(uri).append('>');
        parameters.writeTo(text);
        return text.toString();
    }
}
