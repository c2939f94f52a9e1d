package dialtone.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads values out of one text, as the environment and flags have them: lists as `a,b`, names with
/// values as `name:value,name:value`.
final class TextNodes {

    private TextNodes() {}

    /// The node for a key out of one text.
    static Node read(Key key, String text, String origin) {
        List<String> parts =
                key.isList() || key.isMap() ? List.of(text.split("[,\n]")) : List.of(text);
        return read(key, parts, origin);
    }

    /// The node for a key out of texts of which each is one entry, so that it may contain commas.
    static Node read(Key key, List<String> parts, String origin) {
        if (key.isMap()) {
            Map<String, Node> entries = new LinkedHashMap<>();
            for (String part : parts) {
                int colon = part.indexOf(':');
                String name = colon < 0 ? part : part.substring(0, colon);
                String value = colon < 0 ? null : part.substring(colon + 1);
                if (!part.isBlank()) {
                    entries.put(name.strip(), new Node.Text(value, origin));
                }
            }
            return new Node.Entries(entries, origin);
        }
        if (key.isList()) {
            List<Node> items = new ArrayList<>();
            for (String part : parts) {
                if (!part.isBlank()) {
                    items.add(new Node.Text(part.strip(), origin));
                }
            }
            return new Node.Items(items, origin);
        }
        return new Node.Text(parts.getLast(), origin);
    }
}
