package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a side offers or answers, taken apart for those that read it: the hub itself passes it on
/// as it came.
///
/// @param type as WebRTC has it: `offer`, `answer` or `rollback`
/// @param sdp empty for a rollback
public record Description(String type, String sdp) {

    public static final String OFFER = "offer";
    public static final String ANSWER = "answer";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// Reads one that a client sent, whose form has been checked.
    public static Description of(RawJson json) {
        JsonNode node = MAPPER.readTree(json.toString());
        return new Description(text(node.get("type")), text(node.get("sdp")));
    }

    private static String text(@Nullable JsonNode node) {
        return node == null ? "" : node.asString("");
    }

    /// As it travels.
    public RawJson json() {
        return RawJson.of(MAPPER.createObjectNode().put("type", type).put("sdp", sdp).toString());
    }
}
