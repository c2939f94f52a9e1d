package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// An `m=` line and what belongs to it.
///
/// @param kind such as `audio`
/// @param port 0 when it is refused, or removed from the session
/// @param protocol such as `RTP/AVP`
/// @param formats payload types, or whatever the protocol has in their place
/// @param connection null when the session's counts
public record MediaDescription(
        String kind,
        int port,
        String protocol,
        List<String> formats,
        @Nullable Connection connection,
        List<Attribute> attributes) {

    public MediaDescription {
        formats = List.copyOf(formats);
        attributes = List.copyOf(attributes);
    }

    boolean isAudio() {
        return kind.equalsIgnoreCase("audio");
    }

    /// The same line refused: it keeps its place, and its name if it has one.
    MediaDescription refused() {
        return new MediaDescription(
                kind,
                0,
                protocol,
                formats,
                null,
                attributes.stream().filter(attribute -> attribute.name().equals("mid")).toList());
    }

    void write(StringBuilder to) {
        to.append("m=").append(kind).append(' ').append(port).append(' ').append(protocol);
        formats.forEach(format -> to.append(' ').append(format));
        to.append("\r\n");
        if (connection != null) {
            to.append("c=").append(connection).append("\r\n");
        }
        attributes.forEach(attribute -> to.append("a=").append(attribute).append("\r\n"));
    }
}
