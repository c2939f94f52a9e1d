package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

import java.util.Set;

/// Walks a JSON object member by member and says in words what it does not like.
///
/// Threading: for one thread.
final class JsonCursor implements AutoCloseable {

    /// The largest integer that every JSON reader can hold.
    static final long MAX_INTEGER = 1L << 53;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NAME_LENGTH = 256;
    private static final int MAX_NUMBER_LENGTH = 64;

    /// Strict about what receivers read differently: a member given twice (the first is checked,
    /// a browser would take the last) and text that only looks like UTF-16.
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNameLength(MAX_NAME_LENGTH)
                                    .maxNumberLength(MAX_NUMBER_LENGTH)
                                    .build())
                    .build();

    private final byte[] utf8;
    private final int offset;
    private final String root;
    private final ErrorCode code;
    private final JsonParser parser;

    /// Starts before the first token.
    ///
    /// @param root what the object is called in words, such as `params`; may be empty
    /// @param code what every refusal carries
    JsonCursor(byte[] utf8, int offset, int length, String root, ErrorCode code) {
        this.utf8 = utf8;
        this.offset = offset;
        this.root = root;
        this.code = code;
        this.parser = JSON.createParser(ObjectReadContext.empty(), utf8, offset, length);
    }

    @Nullable JsonToken nextToken() {
        return parser.nextToken();
    }

    /// Enters the object the cursor stands at.
    void enterObject() {
        require(parser.currentToken() == JsonToken.START_OBJECT, "an object");
    }

    /// Goes to the value of the next member and gives its name, or null at the object's end.
    @Nullable String nextMember() {
        String name = parser.nextName();
        if (name != null) {
            parser.nextToken();
        }
        return name;
    }

    void skip() {
        parser.skipChildren();
    }

    /// The value as it stands, whatever it is.
    RawJson raw() {
        int start = tokenStart();
        parser.skipChildren();
        parser.finishToken();
        return sliceFrom(start);
    }

    String text(int minLength, int maxLength) {
        String value = isText() ? parser.getString() : null;
        if (value == null
                || value.length() < minLength
                || (value.length() > maxLength
                        && value.codePointCount(0, value.length()) > maxLength)) {
            throw refused(length(minLength, maxLength));
        }
        return value;
    }

    private static String length(int minLength, int maxLength) {
        if (maxLength == Integer.MAX_VALUE) {
            return minLength == 0 ? "a string" : "a string that is not empty";
        }
        return minLength == 0
                ? "a string of at most " + maxLength + " characters"
                : "a string of " + minLength + " to " + maxLength + " characters";
    }

    boolean bool() {
        JsonToken token = parser.currentToken();
        require(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE, "true or false");
        return token == JsonToken.VALUE_TRUE;
    }

    long integer(long min, long max) {
        if (!isInteger() || parser.getLongValue() < min || parser.getLongValue() > max) {
            throw refused("an integer from " + min + " to " + max);
        }
        return parser.getLongValue();
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    boolean isText() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    /// Whether the string the cursor stands at has nothing between its quotation marks.
    private boolean isEmptyText() {
        return utf8[offset + tokenStart() + 1] == '"';
    }

    boolean isInteger() {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    }

    boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    Address address() {
        String text = text(1, Address.MAX_LENGTH);
        Address address = Address.parse(text);
        if (address == null) {
            throw refused("an address such as 'user:alice', not " + Words.quote(text));
        }
        return address;
    }

    Media media() {
        enterObject();
        boolean audio = Media.DEFAULT.audio();
        boolean video = Media.DEFAULT.video();
        String name;
        while ((name = nextMember()) != null) {
            switch (name) {
                case "audio" -> audio = bool();
                case "video" -> video = bool();
                default -> skip();
            }
        }
        return new Media(audio, video);
    }

    /// One of a few words.
    String oneOf(Set<String> words) {
        String value = isText() ? parser.getString() : null;
        if (value == null || !words.contains(value)) {
            throw refused("one of " + String.join(", ", words));
        }
        return value;
    }

    /// A session description of one of the types; the whole object, as it stands.
    RawJson description(Set<String> types, int minSdpLength) {
        int start = tokenStart();
        enterObject();
        boolean typed = false;
        boolean described = false;
        String name;
        while ((name = nextMember()) != null) {
            switch (name) {
                case "type" -> {
                    oneOf(types);
                    typed = true;
                }
                case "sdp" -> {
                    // Not decoded: it may be long, and is passed on as it stands.
                    require(
                            isText() && (minSdpLength == 0 || !isEmptyText()),
                            length(minSdpLength, Integer.MAX_VALUE));
                    described = true;
                }
                default -> skip();
            }
        }
        requireMember(typed, "type");
        requireMember(described, "sdp");
        return sliceFrom(start);
    }

    /// ICE candidates, 1 to 64 of them; the whole array, as it stands.
    RawJson candidates() {
        int start = tokenStart();
        String expected = "an array of 1 to 64 candidates";
        require(parser.currentToken() == JsonToken.START_ARRAY, expected);
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            candidate();
            count++;
        }
        if (count < 1 || count > 64) {
            throw refused(expected + ", not " + count);
        }
        return sliceFrom(start);
    }

    /// Goes over the elements of the array that the cursor stands at.
    ///
    /// @param what they are called in words
    /// @param element reads the one at which the cursor stands then
    void elements(int min, int max, String what, Runnable element) {
        String expected = "an array of " + min + " to " + max + " " + what;
        require(parser.currentToken() == JsonToken.START_ARRAY, expected);
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(++count <= max, expected);
            element.run();
        }
        require(count >= min, expected + ", not " + count);
    }

    private void candidate() {
        enterObject();
        boolean given = false;
        String name;
        while ((name = nextMember()) != null) {
            switch (name) {
                case "candidate" -> {
                    text(0, 1024);
                    given = true;
                }
                case "sdpMid" -> nullOrText(64);
                case "usernameFragment" -> nullOrText(256);
                case "sdpMLineIndex" -> {
                    if (!isNull()) {
                        integer(0, 65535);
                    }
                }
                default -> skip();
            }
        }
        requireMember(given, "candidate");
    }

    private void nullOrText(int maxLength) {
        if (!isNull()) {
            text(0, maxLength);
        }
    }

    /// The value of a member that must be there.
    <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    private void requireMember(boolean given, String name) {
        if (!given) {
            throw missing(name);
        }
    }

    private UnreadableException missing(String name) {
        String parent = path();
        return new UnreadableException(
                code, (parent.isEmpty() ? name : parent + "." + name) + " is missing.");
    }

    private void require(boolean holds, String expected) {
        if (!holds) {
            throw refused(expected);
        }
    }

    /// A refusal of the value the cursor stands at.
    UnreadableException refused(String expected) {
        return new UnreadableException(code, path() + ": expected " + expected + ".");
    }

    /// Where the cursor stands, as a person writes it: `params.candidates[2].sdpMid`. Names may be
    /// the client's own.
    private String path() {
        String path = root;
        for (String segment :
                parser.streamReadContext().pathAsPointer().toString().split("/", -1)) {
            if (segment.isEmpty()) {
                continue;
            }
            if (Character.isDigit(segment.charAt(0))) {
                path += "[" + segment + "]";
            } else {
                path = path.isEmpty() ? segment : path + "." + segment;
            }
        }
        return Words.clean(path);
    }

    private int tokenStart() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private RawJson sliceFrom(int start) {
        int end = (int) parser.currentLocation().getByteOffset();
        return new RawJson(utf8, offset + start, end - start);
    }

    @Override
    public void close() {
        parser.close();
    }
}
