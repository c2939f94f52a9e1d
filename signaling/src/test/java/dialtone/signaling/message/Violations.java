package dialtone.signaling.message;

import dialtone.signaling.Contract;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Makes of a request's schema every message that breaks it in one place: a member that is missing,
/// of another type, too long, too short, too large, too small, or not one of those allowed.
final class Violations {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// A wrong message.
    ///
    /// @param schema which it breaks
    /// @param member what the refusal must name
    record Violation(String name, String schema, JsonNode message, ErrorCode code, String member) {}

    private final Contract.Message message;
    private final ObjectNode full;
    private final List<Violation> found = new ArrayList<>();

    private Violations(Contract.Message message) {
        this.message = message;
        this.full = full(message);
    }

    static List<Violation> of(Contract.Message message) {
        Violations violations = new Violations(message);
        violations.object(Contract.schema(message.schema()), "");
        return violations.found;
    }

    /// A valid request with every member its schema knows.
    static ObjectNode full(Contract.Message message) {
        return (ObjectNode) sample(Contract.schema(message.schema()));
    }

    private static JsonNode sample(JsonNode reference) {
        JsonNode schema = Contract.schema(reference);
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            return schema.at("/enum/0");
        }
        if (schema.has("oneOf")) {
            return sample(schema.at("/oneOf/0"));
        }
        return switch (type(schema)) {
            case "object" -> {
                ObjectNode object = JSON.createObjectNode();
                schema.path("properties")
                        .properties()
                        .forEach(member -> object.set(member.getKey(), sample(member.getValue())));
                yield object;
            }
            case "array" -> JSON.createArrayNode().add(sample(schema.get("items")));
            case "integer" -> JSON.getNodeFactory().numberNode(schema.path("minimum").asLong(1));
            case "boolean" -> JSON.getNodeFactory().booleanNode(true);
            case "string" -> JSON.getNodeFactory().stringNode(text(schema));
            default -> throw new AssertionError("no sample for " + schema);
        };
    }

    private static String text(JsonNode schema) {
        Pattern pattern = Pattern.compile(schema.path("pattern").asString(""));
        return Stream.of("x", "user:bob", "12#", "x".repeat(24))
                .filter(text -> pattern.matcher(text).find())
                .findFirst()
                .orElseThrow();
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.get(0).stringValue() : type.asString("");
    }

    private void object(JsonNode reference, String at) {
        JsonNode schema = Contract.schema(reference);
        for (JsonNode required : schema.path("required")) {
            String member = required.stringValue();
            if (!(at + "/" + member).equals("/params/ticket")) {
                without(at, member);
            }
        }
        schema.path("properties")
                .properties()
                .forEach(member -> value(member.getValue(), at + "/" + member.getKey()));
    }

    private void value(JsonNode reference, String at) {
        JsonNode schema = Contract.schema(reference);
        if (schema.has("oneOf")) {
            schema.get("oneOf").forEach(each -> bounds(each, at));
            with(at, "another type", JSON.createArrayNode());
            return;
        }
        if (schema.has("const") || schema.has("enum")) {
            with(at, "another word", JSON.getNodeFactory().stringNode("something-else"));
            with(at, "another type", JSON.getNodeFactory().numberNode(7));
            return;
        }
        boolean isText = type(schema).equals("string");
        with(
                at,
                "another type",
                isText
                        ? JSON.getNodeFactory().numberNode(7)
                        : JSON.getNodeFactory().stringNode("7"));
        bounds(schema, at);
        switch (type(schema)) {
            case "object" -> object(schema, at);
            case "array" -> value(schema.get("items"), at + "/0");
            default -> {}
        }
    }

    private void bounds(JsonNode schema, String at) {
        if (schema.has("minimum")) {
            number(at, "too small", schema.get("minimum").longValue() - 1);
        }
        if (schema.has("maximum")) {
            number(at, "too large", schema.get("maximum").longValue() + 1);
        }
        if (schema.has("maxLength")) {
            text(at, "too long", "user:" + "x".repeat(schema.get("maxLength").intValue()));
        }
        if (schema.path("minLength").asInt(0) > 0) {
            text(at, "too short", "");
        }
        if (schema.has("pattern")) {
            text(at, "of another form", "no, not this");
        }
        if (schema.has("maxItems")) {
            ArrayNode many = JSON.createArrayNode();
            for (int i = 0; i <= schema.get("maxItems").intValue(); i++) {
                many.add(sample(schema.get("items")));
            }
            with(at, "too many", many);
        }
        if (schema.has("minItems")) {
            with(at, "too few", JSON.createArrayNode());
        }
    }

    private void number(String at, String how, long value) {
        with(at, how, JSON.getNodeFactory().numberNode(value));
    }

    private void text(String at, String how, String value) {
        with(at, how, JSON.getNodeFactory().stringNode(value));
    }

    private void without(String at, String member) {
        ObjectNode wrong = full.deepCopy();
        ((ObjectNode) wrong.at(at)).remove(member);
        add(at + "/" + member, "missing", wrong);
    }

    private void with(String at, String how, JsonNode value) {
        ObjectNode wrong = full.deepCopy();
        int slash = at.lastIndexOf('/');
        JsonNode parent = wrong.at(at.substring(0, slash));
        String last = at.substring(slash + 1);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(last), value);
        } else {
            ((ObjectNode) parent).set(last, value);
        }
        add(at, how, wrong);
    }

    private void add(String at, String how, ObjectNode wrong) {
        found.add(
                new Violation(
                        message.method() + at + " " + how,
                        message.schema(),
                        wrong,
                        code(at, how),
                        words(at, how)));
    }

    private static ErrorCode code(String at, String how) {
        if (at.equals("/method") && how.equals("another word")) {
            return ErrorCode.UNKNOWN_METHOD;
        }
        return at.startsWith("/params") ? ErrorCode.INVALID_PARAMS : ErrorCode.INVALID_REQUEST;
    }

    /// How a refusal names the place: `params.candidates[0].sdpMid`.
    private static String words(String at, String how) {
        return at.equals("/method") && how.equals("another word")
                ? "method 'something-else'"
                : at.substring(1).replaceAll("/(\\d+)", "[$1]").replace('/', '.');
    }
}
