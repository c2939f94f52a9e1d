package dialtone.coturn;

import java.util.List;

/// How values are written.
final class Yaml {

    private Yaml() {}

    /// As YAML takes any text.
    static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    static List<String> quoted(List<String> values) {
        return values.stream().map(Yaml::quoted).toList();
    }

    static String list(List<String> values) {
        return "[" + String.join(", ", values) + "]";
    }

    /// The hosts with a port, quoted.
    static List<String> addresses(List<String> hosts, int port) {
        return hosts.stream()
                .map(host -> quoted((host.contains(":") ? "[" + host + "]" : host) + ":" + port))
                .toList();
    }
}
