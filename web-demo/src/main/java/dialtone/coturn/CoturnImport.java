package dialtone.coturn;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes a configuration of what coturn's `turnserver.conf` says.
///
/// Every line of that file is either translated, or named in a comment with the reason why it is
/// not, so that nothing is lost without a word.
///
/// Threading: for one thread.
public final class CoturnImport {

    private static final int DEFAULT_PORT = 3478;

    /// More than the ports of any machine.
    private static final int NO_QUOTA = 1_000_000;

    private static final String EMPTY_LIST = "[]";

    private final List<String> notes = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    private final Map<String, String> users = new LinkedHashMap<>();
    private final List<String> secrets = new ArrayList<>();
    private final List<String> allowed = new ArrayList<>();
    private final List<String> denied = new ArrayList<>();
    private final List<String> alternates = new ArrayList<>();
    private final Map<String, String> plain = new LinkedHashMap<>();
    private int port = DEFAULT_PORT;
    private boolean isPrometheus;

    private CoturnImport() {}

    /// The configuration, as YAML.
    ///
    /// @param file the text of coturn's file
    public static String yaml(String file) {
        CoturnImport made = new CoturnImport();
        for (CoturnLine line : CoturnLine.read(file)) {
            try {
                made.take(line);
            } catch (IllegalArgumentException e) {
                made.note(line, "cannot be read: " + e.getMessage());
            }
        }
        return made.write();
    }

    private void take(CoturnLine line) {
        String value = line.value();
        switch (line.key()) {
            case "listening-port" -> port = number(value);
            case "listening-ip" -> hosts.add(literal(value));
            case "relay-ip" -> relay(line);
            case "external-ip" -> external(line);
            case "min-port" -> plain.put("relay-port-min", "" + number(value));
            case "max-port" -> plain.put("relay-port-max", "" + number(value));
            case "realm" -> plain.put("realm", quoted(value));
            case "user" -> user(line);
            case "static-auth-secret" -> secrets.add(quoted(value));
            case "user-quota" -> quota(line, "user-quota");
            case "total-quota" -> quota(line, "total-quota");
            case "max-allocate-lifetime" -> plain.put(line.key(), number(value) + "s");
            case "allowed-peer-ip" -> allowed.addAll(quoted(PeerRanges.blocks(value)));
            case "denied-peer-ip" -> denied.addAll(quoted(PeerRanges.blocks(value)));
            case "alternate-server" -> alternates.add(quoted(withPort(value)));
            case "no-software-attribute" -> plain.put("software", "" + !line.isOn());
            case "software-attribute" -> plain.put("software", "" + line.isOn());
            case "allow-loopback-peers" -> {
                if (line.isOn()) {
                    allowed.addAll(quoted(List.of("127.0.0.0/8")));
                    note(line, "became allowed-peers; think twice whether you want it");
                }
            }
            case "prometheus" -> isPrometheus = line.isOn();
            case "prometheus-port" -> plain.put("admin port", "" + number(value));
            default -> note(line, CoturnReasons.of(line.key()));
        }
    }

    private void relay(CoturnLine line) {
        if (plain.putIfAbsent("relay-address", literal(line.value())) != null) {
            note(line, "there is one relay-address");
        }
    }

    /// `public` or `public/private`: the private one is where it relays.
    private void external(CoturnLine line) {
        String[] parts = line.value().split("/", 2);
        if (plain.putIfAbsent("external-address", literal(parts[0])) != null) {
            note(line, "there is one external-address");
        } else if (parts.length == 2) {
            plain.putIfAbsent("relay-address", literal(parts[1]));
        }
    }

    private void user(CoturnLine line) {
        String[] parts = line.value().split(":", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new IllegalArgumentException("expected: name:password");
        }
        if (parts[1].startsWith("0x")) {
            note(line, "has a key instead of a password; write the password into users");
        } else {
            users.put(parts[0], parts[1]);
        }
    }

    /// 0 is no quota in coturn.
    private void quota(CoturnLine line, String key) {
        int quota = number(line.value());
        plain.put(key, "" + (quota == 0 ? NO_QUOTA : quota));
    }

    private void note(CoturnLine line, String reason) {
        // Values may be secrets, so they are not repeated.
        notes.add("line %d, %s: %s".formatted(line.number(), line.key(), reason));
    }

    private String write() {
        StringBuilder yaml = new StringBuilder();
        yaml.append(
                "# Made from coturn's configuration. `dialtone turn --config FILE` starts it.\n");
        notes.forEach(note -> yaml.append("# Not taken over: ").append(note).append('\n'));
        if (!allowed.isEmpty()) {
            yaml.append(
                    "# What differs: in coturn an allowed peer wins, here a denied one does.\n");
        }
        yaml.append(
                "# What differs: private and reserved peers are refused unless allowed-peers has");
        yaml.append(" them.\n");
        yaml.append("turn:\n");
        key(yaml, "listen", list(hosts.isEmpty() ? List.of(quoted("0.0.0.0:" + port)) : listen()));
        relayAddress(yaml);
        plain.forEach(
                (name, value) -> {
                    if (!name.equals("admin port") && !name.equals("relay-address")) {
                        key(yaml, name, value);
                    }
                });
        if (!users.isEmpty()) {
            yaml.append("  users:\n");
            users.forEach(
                    (name, password) ->
                            yaml.append("    %s: %s\n".formatted(quoted(name), quoted(password))));
        }
        lists(yaml);
        if (isPrometheus) {
            String adminPort = plain.getOrDefault("admin port", "9641");
            yaml.append("admin:\n  # Metrics are at /metrics. Keep it in a private network.\n");
            key(yaml, "listen", quoted("127.0.0.1:" + adminPort));
        }
        return yaml.toString();
    }

    private void relayAddress(StringBuilder yaml) {
        String address = plain.get("relay-address");
        if (address == null && hosts.size() == 1) {
            address = hosts.getFirst();
        }
        if (address == null) {
            yaml.append("  # coturn takes an address of this machine by itself: write it here.\n");
            yaml.append("  # relay-address: 192.0.2.1\n");
        } else {
            key(yaml, "relay-address", address);
        }
    }

    private void lists(StringBuilder yaml) {
        Map.of(
                        "auth-secrets", secrets,
                        "allowed-peers", allowed,
                        "denied-peers", denied,
                        "alternate-server", alternates)
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(entry -> !entry.getValue().isEmpty())
                .forEach(entry -> key(yaml, entry.getKey(), list(entry.getValue())));
    }

    private static void key(StringBuilder yaml, String name, String value) {
        yaml.append("  ").append(name).append(": ").append(value).append('\n');
    }

    private List<String> listen() {
        return hosts.stream()
                .map(host -> quoted((host.contains(":") ? "[" + host + "]" : host) + ":" + port))
                .toList();
    }

    private static String list(List<String> values) {
        return values.isEmpty() ? EMPTY_LIST : "[" + String.join(", ", values) + "]";
    }

    private static String literal(String address) {
        return InetAddress.ofLiteral(address).getHostAddress();
    }

    private static int number(String value) {
        return Integer.parseInt(value);
    }

    private static String withPort(String address) {
        boolean hasPort = address.contains("]:") || address.matches("[^:]+:\\d+");
        if (hasPort) {
            return address;
        }
        boolean isBareV6 = address.contains(":") && !address.startsWith("[");
        return (isBareV6 ? "[" + address + "]" : address) + ":" + DEFAULT_PORT;
    }

    private static List<String> quoted(List<String> values) {
        return values.stream().map(CoturnImport::quoted).toList();
    }

    /// As YAML takes any text.
    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
