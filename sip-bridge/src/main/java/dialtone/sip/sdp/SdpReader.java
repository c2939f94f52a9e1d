package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Reads a description: tolerant of what phones get wrong and nobody needs, strict about what
/// media depends on.
///
/// Lines may end with CR, LF or both; lines of kinds that nobody asks here may say anything, be
/// missing, or stand in another order.
///
/// Threading: for one thread, once.
final class SdpReader {

    private static final int MAX_LINES = 2000;
    private static final int MAX_LINE = 4096;
    private static final int MAX_MEDIA = 32;
    private static final int MAX_FORMATS = 256;
    private static final int MAX_PORT = 65_535;
    private static final int MEDIA_PARTS = 4;

    private final String text;

    private @Nullable Origin origin;
    private @Nullable Connection connection;
    private final List<Attribute> attributes = new ArrayList<>();
    private final List<MediaDescription> media = new ArrayList<>();

    private @Nullable MediaDescription open;
    private @Nullable Connection openConnection;
    private List<Attribute> openAttributes = new ArrayList<>();

    SdpReader(String text) {
        this.text = text;
    }

    static ParsedSdp tooLong() {
        String message = "the description is longer than " + SessionDescription.MAX_BYTES;
        return new ParsedSdp.Unreadable(1, message);
    }

    ParsedSdp read() {
        String[] lines = text.split("\r\n|\r|\n", MAX_LINES + 1);
        if (lines.length > MAX_LINES) {
            return new ParsedSdp.Unreadable(MAX_LINES, "there are more lines than " + MAX_LINES);
        }
        if (!lines[0].strip().equals("v=0")) {
            return new ParsedSdp.Unreadable(1, "a description begins with v=0");
        }
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i].stripTrailing();
            String defect = line.isEmpty() ? null : read(line);
            if (defect != null) {
                return new ParsedSdp.Unreadable(i + 1, defect);
            }
        }
        closeMedia();
        if (origin == null) {
            return new ParsedSdp.Unreadable(lines.length, "there is no o= line");
        }
        return new ParsedSdp.Understood(
                new SessionDescription(
                        Objects.requireNonNull(origin), connection, attributes, media));
    }

    /// Reads a line, and says what is wrong with it.
    private @Nullable String read(String line) {
        if (line.length() > MAX_LINE) {
            return "the line is longer than " + MAX_LINE;
        }
        if (line.length() < 2 || line.charAt(1) != '=') {
            return "a line is a letter, = and a value";
        }
        if (line.indexOf('\0') >= 0) {
            return "there is a NUL in the line";
        }
        String value = line.substring(2);
        return switch (line.charAt(0)) {
            case 'o' -> origin(value);
            case 'c' -> connection(value);
            case 'm' -> media(value);
            case 'a' -> attribute(value);
            default -> null;
        };
    }

    private @Nullable String origin(String value) {
        origin = Origin.parse(value);
        return origin == null ? "o= is a name, two numbers, IN, IP4 or IP6, and an address" : null;
    }

    private @Nullable String connection(String value) {
        Connection read = Connection.parse(value);
        if (read == null) {
            return "c= is IN, IP4 or IP6, and an address";
        }
        if (open == null) {
            connection = read;
        } else if (openConnection == null) {
            openConnection = read;
        }
        return null;
    }

    private @Nullable String media(String value) {
        closeMedia();
        if (media.size() == MAX_MEDIA) {
            return "there are more m= lines than " + MAX_MEDIA;
        }
        String[] parts = value.strip().split(" +", -1);
        if (parts.length < MEDIA_PARTS) {
            return "m= is a kind, a port, a protocol and at least one format";
        }
        if (parts.length > MEDIA_PARTS - 1 + MAX_FORMATS) {
            return "there are more formats than " + MAX_FORMATS;
        }
        int slash = parts[1].indexOf('/');
        int port = Numbers.parse(slash < 0 ? parts[1] : parts[1].substring(0, slash), MAX_PORT);
        if (port < 0) {
            return "the port of m= is a number up to " + MAX_PORT;
        }
        List<String> formats = List.of(parts).subList(MEDIA_PARTS - 1, parts.length);
        open = new MediaDescription(parts[0], port, parts[2], formats, null, List.of());
        return null;
    }

    private @Nullable String attribute(String value) {
        int colon = value.indexOf(':');
        String name = (colon < 0 ? value : value.substring(0, colon)).strip();
        if (name.isEmpty()) {
            return "an attribute has a name";
        }
        String rest = colon < 0 ? null : value.substring(colon + 1).strip();
        (open == null ? attributes : openAttributes).add(new Attribute(name, rest));
        return null;
    }

    private void closeMedia() {
        if (open != null) {
            media.add(
                    new MediaDescription(
                            open.kind(),
                            open.port(),
                            open.protocol(),
                            open.formats(),
                            openConnection,
                            openAttributes));
        }
        open = null;
        openConnection = null;
        openAttributes = new ArrayList<>();
    }
}
