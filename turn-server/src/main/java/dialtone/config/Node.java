package dialtone.config;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// A value as somebody wrote it, and where.
sealed interface Node {

    /// For a person: `dialtone.yaml line 7`, `environment variable DIALTONE_TURN_REALM`.
    String origin();

    /// One value; null when there is a key with nothing after it.
    record Text(@Nullable String text, String origin) implements Node {}

    record Items(List<Node> items, String origin) implements Node {}

    record Entries(Map<String, Node> entries, String origin) implements Node {}
}
