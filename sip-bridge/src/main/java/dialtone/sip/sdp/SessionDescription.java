package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A session description: what offers and answers are made of.
///
/// It has what negotiating needs. Bandwidths, times, contacts and the like are read past.
///
/// @param connection for media that has none of its own
/// @param attributes of the session
public record SessionDescription(
        Origin origin,
        @Nullable Connection connection,
        List<Attribute> attributes,
        List<MediaDescription> media) {

    /// The longest that is read: a browser with all its codecs offers less than a third of it.
    public static final int MAX_BYTES = 64 * 1024;

    public SessionDescription {
        attributes = List.copyOf(attributes);
        media = List.copyOf(media);
    }

    /// Reads a body of `application/sdp`.
    public static ParsedSdp parse(byte[] body) {
        if (body.length > MAX_BYTES) {
            return SdpReader.tooLong();
        }
        return parse(new String(body, StandardCharsets.UTF_8));
    }

    public static ParsedSdp parse(String text) {
        return text.length() > MAX_BYTES ? SdpReader.tooLong() : new SdpReader(text).read();
    }

    MediaSection section(int index) {
        return new MediaSection(this, media.get(index));
    }

    /// The text, as it goes on the wire.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(1024);
        text.append("v=0\r\no=").append(origin).append("\r\ns=-\r\n");
        if (connection != null) {
            text.append("c=").append(connection).append("\r\n");
        }
        text.append("t=0 0\r\n");
        attributes.forEach(attribute -> text.append("a=").append(attribute).append("\r\n"));
        media.forEach(description -> description.write(text));
        return text.toString();
    }
}
