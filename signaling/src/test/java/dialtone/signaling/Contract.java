package dialtone.signaling;

import static java.util.Objects.requireNonNull;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// What `docs/signaling.asyncapi.yaml` says about messages.
///
/// What the server sends must hold no member that the file does not name, but for descriptions and
/// candidates, which are passed on as their sender wrote them.
public final class Contract {

    private static final JsonNode FILE =
            new YAMLMapper().readTree(Path.of("../docs/signaling.asyncapi.yaml"));
    private static final Set<String> PASSED_ON =
            Set.of("Description", "Offer", "Answer", "Candidates");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final JsonNode OPEN = FILE.at("/components/schemas");
    private static final JsonNode CLOSED = closed(OPEN);
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();
    private static final Map<String, Schema> CLOSED_SCHEMAS = new ConcurrentHashMap<>();

    /// A message of the file.
    ///
    /// @param name in the file, such as `callInvite`
    /// @param method null for the two answers
    /// @param schema the name of its schema
    /// @param result the name of its result's schema; null when it is no request
    public record Message(
            String name, @Nullable String method, String schema, @Nullable String result) {

        /// The messages of the file's examples.
        public List<JsonNode> examples() {
            return FILE.at("/components/messages/" + name + "/examples")
                    .valueStream()
                    .map(example -> example.get("payload"))
                    .toList();
        }

        public String methodName() {
            return requireNonNull(method, name);
        }
    }

    private Contract() {}

    public static JsonNode at(String pointer) {
        return FILE.at(pointer);
    }

    public static List<Message> requests() {
        return messages("receiveRequests").toList();
    }

    public static List<Message> events() {
        return messages("sendAnswersAndEvents").filter(m -> m.method() != null).toList();
    }

    public static List<Message> all() {
        return Stream.of("receiveRequests", "sendAnswersAndEvents")
                .flatMap(Contract::messages)
                .toList();
    }

    private static Stream<Message> messages(String operation) {
        return FILE.at("/operations/" + operation + "/messages")
                .valueStream()
                .map(reference -> message(lastSegment(reference)));
    }

    private static Message message(String name) {
        JsonNode message = FILE.at("/components/messages/" + name);
        String schema = lastSegment(message.get("payload"));
        JsonNode method = FILE.at("/components/schemas/" + schema + "/properties/method/const");
        JsonNode result = message.get("x-result");
        return new Message(
                name,
                method.isMissingNode() ? null : method.stringValue(),
                schema,
                result == null ? null : lastSegment(result));
    }

    /// The schema itself, with references resolved one step.
    public static JsonNode schema(JsonNode schema) {
        return schema.has("$ref") ? FILE.at("/components/schemas/" + lastSegment(schema)) : schema;
    }

    public static JsonNode schema(String name) {
        return FILE.at("/components/schemas/" + name);
    }

    /// What is wrong with a value, by the schema as the file has it.
    public static List<String> problems(String schema, JsonNode value) {
        return problems(SCHEMAS, OPEN, schema, value);
    }

    /// What is wrong with something the server sent.
    public static List<String> problemsOfSent(String schema, JsonNode value) {
        return problems(CLOSED_SCHEMAS, CLOSED, schema, value);
    }

    private static List<String> problems(
            Map<String, Schema> compiled, JsonNode schemas, String name, JsonNode value) {
        return compiled.computeIfAbsent(name, _ -> compile(schemas, name)).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    /// The schemas move to where JSON Schema itself keeps them.
    private static Schema compile(JsonNode schemas, String name) {
        ObjectNode document = JsonMapper.shared().createObjectNode();
        document.put("$ref", "#/components/schemas/" + name);
        document.set("$defs", schemas);
        return REGISTRY.getSchema(
                JsonMapper.shared()
                        .readTree(
                                document.toString().replace("#/components/schemas/", "#/$defs/")));
    }

    private static JsonNode closed(JsonNode schemas) {
        JsonNode copy = schemas.deepCopy();
        copy.properties()
                .forEach(
                        schema -> {
                            if (!PASSED_ON.contains(schema.getKey())) {
                                close(schema.getValue());
                            }
                        });
        return copy;
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        node.valueStream().forEach(Contract::close);
    }

    private static String lastSegment(JsonNode reference) {
        String path = reference.get("$ref").stringValue();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// Requests and events by method.
    public static Map<String, Message> byMethod() {
        Map<String, Message> all = new LinkedHashMap<>();
        all().forEach(
                        message -> {
                            if (message.method() != null) {
                                all.put(message.method(), message);
                            }
                        });
        return all;
    }
}
