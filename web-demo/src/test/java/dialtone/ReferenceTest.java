package dialtone;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.ConfigLoader;
import dialtone.config.Loaded;
import dialtone.config.Sources;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Holds `docs/reference.yaml` against the code.
class ReferenceTest {

    private static final Path REFERENCE = Path.of("..", "docs", "reference.yaml");
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void readsAsTheDefaults() {
        Sources sources = new Sources(REFERENCE.toString(), Map.of(), List.of(), List.of());

        assertThat(load(sources).config()).isEqualTo(DialtoneConfig.defaults());
    }

    @Test
    void hasEveryKeyAndNoOther() {
        String allKeys = load(new Sources(null, Map.of(), List.of(), List.of())).print();

        assertThat(paths(YAML.readTree(REFERENCE))).isEqualTo(paths(YAML.readTree(allKeys)));
    }

    @Test
    void saysSomethingAboutEverySectionAndKey() throws IOException {
        List<String> lines = Files.readAllLines(REFERENCE);

        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                assertThat(lines.get(i - 1).strip()).as("above %s", line).startsWith("# ");
            }
        }
    }

    private static Loaded<DialtoneConfig> load(Sources sources) {
        return new ConfigLoader<>(DialtoneConfig.defaults(), Set.of()).load(sources);
    }

    private static Set<String> paths(JsonNode root) {
        Set<String> paths = new TreeSet<>();
        collect("", root, paths);
        return paths;
    }

    /// A section has keys; what has none is a value, though it may be an empty map.
    private static void collect(String path, JsonNode node, Set<String> paths) {
        if (node.isEmpty() || !node.isObject()) {
            paths.add(path);
            return;
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        node.properties()
                .forEach(entry -> collect(prefix + entry.getKey(), entry.getValue(), paths));
    }
}
