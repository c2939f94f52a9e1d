package dialtone.config;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a YAML text into nodes that know their lines.
///
/// Everything is text here; its type comes from the key. Aliases are refused, so a small file
/// cannot become a large tree.
///
/// Threading: for one thread.
final class YamlReader {

    private final String name;
    private final Problems problems;
    private final JsonParser parser;

    private YamlReader(String name, Problems problems, JsonParser parser) {
        this.name = name;
        this.problems = problems;
        this.parser = parser;
    }

    /// The text's tree; empty entries for an empty text.
    ///
    /// @param name of the file, for people
    /// @param problems hear what is wrong; where the text is no YAML, nothing of it is used
    static Node.Entries read(String name, String yaml, Problems problems) {
        Node.Entries nothing = new Node.Entries(Map.of(), name);
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), yaml)) {
            Node root = new YamlReader(name, problems, parser).document();
            switch (root) {
                case Node.Entries entries -> {
                    return entries;
                }
                case Node.Text(var text, _) when text == null -> {
                    return nothing;
                }
                case Node.Text _, Node.Items _ ->
                        problems.add(
                                "",
                                "this is no configuration (expected: sections with keys)",
                                root.origin());
            }
        } catch (JacksonException e) {
            problems.add("", "this is no valid YAML: " + words(e), name + line(e));
        }
        return nothing;
    }

    private Node document() {
        if (parser.nextToken() == null) {
            return new Node.Text(null, name);
        }
        Node root = node("", here());
        if (parser.nextToken() != null) {
            problems.add("", "a second document begins here; only one is read", here());
        }
        return root;
    }

    private Node node(String path, String origin) {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            problems.add(path, "aliases (*name) are not supported; write the value out", origin);
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> entries(path, origin);
            case START_ARRAY -> items(path, origin);
            case VALUE_NULL -> new Node.Text(null, origin);
            default -> new Node.Text(parser.getString(), origin);
        };
    }

    private Node entries(String path, String origin) {
        Map<String, Node> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String where = here();
            String whole = path.isEmpty() ? key : path + "." + key;
            parser.nextToken();
            Node before = entries.putIfAbsent(key, node(whole, where));
            if (before != null) {
                problems.add(whole, "is there twice, first at " + before.origin(), where);
            }
        }
        return new Node.Entries(entries, origin);
    }

    private Node items(String path, String origin) {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(path, here()));
        }
        return new Node.Items(items, origin);
    }

    private String here() {
        return name + " line " + parser.currentTokenLocation().getLineNr();
    }

    /// Nothing when neither parser says where.
    private static String line(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        int line =
                mark(e).map(mark -> mark.getLine() + 1)
                        .orElse(location == null ? 0 : location.getLineNr());
        return line > 0 ? " line " + line : "";
    }

    /// Where the YAML parser itself stood; Jackson's own place is that of the last token.
    private static Optional<Mark> mark(JacksonException e) {
        return e.getCause() instanceof MarkedYamlEngineException marked
                ? marked.getProblemMark()
                : Optional.empty();
    }

    private static String words(JacksonException e) {
        return e.getCause() instanceof MarkedYamlEngineException marked
                ? marked.getProblem()
                : e.getOriginalMessage();
    }
}
