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
    private static final int PROMETHEUS_PORT = 9641;

    /// More than the ports of any machine.
    private static final int NO_QUOTA = 1_000_000;

    private final List<String> notes = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    private final List<String> auxiliaries = new ArrayList<>();
    private final List<String> relays = new ArrayList<>();
    private final List<String> externals = new ArrayList<>();
    private final Map<String, String> users = new LinkedHashMap<>();
    private final List<String> secrets = new ArrayList<>();
    private final List<String> allowed = new ArrayList<>();
    private final List<String> denied = new ArrayList<>();
    private final List<String> alternates = new ArrayList<>();
    private final Map<String, String> plain = new LinkedHashMap<>();
    private final Map<String, String> bandwidth = new LinkedHashMap<>();
    private final CoturnTls tls = new CoturnTls();
    private int port = DEFAULT_PORT;
    private int adminPort = PROMETHEUS_PORT;
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
        made.tls.explain(made::note);
        return made.write();
    }

    private void take(CoturnLine line) {
        String value = line.value();
        switch (line.key()) {
            case "listening-port" -> port = number(value);
            case "listening-ip" -> hosts.add(literal(value));
            case "aux-server" -> auxiliaries.add(Yaml.quoted(withPort(value)));
            case "relay-ip" -> oneOfFamily(line, relays, value);
            case "external-ip" -> external(line);
            case "min-port" -> plain.put("relay-port-min", "" + number(value));
            case "max-port" -> plain.put("relay-port-max", "" + number(value));
            case "realm" -> plain.put("realm", Yaml.quoted(value));
            case "user" -> user(line);
            case "static-auth-secret" -> secrets.add(Yaml.quoted(value));
            case "user-quota" -> quota(line, "user-quota");
            case "total-quota" -> quota(line, "total-quota");
            case "max-allocate-lifetime" -> plain.put(line.key(), number(value) + "s");
            case "allowed-peer-ip" -> allowed.addAll(Yaml.quoted(PeerRanges.blocks(value)));
            case "denied-peer-ip" -> denied.addAll(Yaml.quoted(PeerRanges.blocks(value)));
            case "alternate-server" -> alternates.add(Yaml.quoted(withPort(value)));
            case "no-software-attribute" -> plain.put("software", "" + !line.isOn());
            case "software-attribute" -> plain.put("software", "" + line.isOn());
            case "allow-loopback-peers" -> {
                if (line.isOn()) {
                    allowed.addAll(Yaml.quoted(List.of("127.0.0.0/8")));
                    note(line, "became allowed-peers; think twice whether you want it");
                }
            }
            case "max-bps", "bps-capacity" -> bandwidth.put(line.key(), bytes(value));
            case "mobility" -> plain.put("mobility", "" + line.isOn());
            case "relay-threads" -> plain.put("shards", "" + Math.max(1, number(value)));
            case "allocation-default-address-family" -> plain.put(line.key(), family(value));
            case "keep-address-family" -> {
                if (line.isOn()) {
                    plain.put("allocation-default-address-family", "keep");
                }
            }
            case "tls-listening-port" -> tls.port(number(value));
            case "cert" -> tls.certificate(line);
            case "pkey" -> tls.key(line);
            case "no-tls" -> tls.noTls(line);
            case "no-dtls" -> tls.dtls(!line.isOn());
            case "dtls" -> tls.dtls(line.isOn());
            case "prometheus" -> isPrometheus = line.isOn();
            case "prometheus-port" -> adminPort = number(value);
            default -> note(line, CoturnReasons.of(line.key()));
        }
    }

    /// `public` or `public/private`: the private one is where it relays.
    private void external(CoturnLine line) {
        String[] parts = line.value().split("/", 2);
        String own = parts.length == 2 ? literal(parts[1]) : null;
        if (oneOfFamily(line, externals, parts[0]) && own != null && !hasFamily(relays, own)) {
            relays.add(own);
        }
    }

    /// Adds an address; false when there is one of its family already.
    private boolean oneOfFamily(CoturnLine line, List<String> addresses, String value) {
        String address = literal(value);
        if (hasFamily(addresses, address)) {
            note(line, "there is one for each of IPv4 and IPv6");
            return false;
        }
        return addresses.add(address);
    }

    private static boolean hasFamily(List<String> addresses, String address) {
        return addresses.stream().anyMatch(one -> one.contains(":") == address.contains(":"));
    }

    private static String family(String value) {
        if (!List.of("ipv4", "ipv6", "keep").contains(value)) {
            throw new IllegalArgumentException("expected: ipv4, ipv6 or keep");
        }
        return value;
    }

    private static String bytes(String value) {
        long bytes = Long.parseLong(value);
        if (bytes < 0) {
            throw new IllegalArgumentException("expected: 0 or more");
        }
        return "" + bytes;
    }

    private void user(CoturnLine line) {
        String[] parts = line.value().split(":", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new IllegalArgumentException("expected: name:password");
        }
        if (parts[1].startsWith("0x")) {
            note(line, "has a key instead of a password; write the password into users");
        } else {
            users.put(Yaml.quoted(parts[0]), Yaml.quoted(parts[1]));
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
        List<String> where = hosts.isEmpty() ? List.of("0.0.0.0") : hosts;
        String relayAddress = relayAddress();
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
        key(yaml, "listen", Yaml.list(listen(where)));
        yaml.append(relayAddress);
        if (!externals.isEmpty()) {
            key(yaml, "external-address", Yaml.quoted(String.join(", ", externals)));
        }
        plain.forEach((name, value) -> key(yaml, name, value));
        section(yaml, "users", users);
        section(yaml, "bandwidth", bandwidth);
        section(yaml, "tls", tls.tls(where));
        section(yaml, "dtls", tls.dtls());
        lists(yaml);
        if (isPrometheus) {
            yaml.append("admin:\n  # Metrics are at /metrics. Keep it in a private network.\n");
            key(yaml, "listen", Yaml.quoted("127.0.0.1:" + adminPort));
        }
        return yaml.toString();
    }

    /// Plain TURN first; the port that coturn has for TLS and DTLS takes all of them in both.
    private List<String> listen(List<String> where) {
        List<String> addresses = new ArrayList<>(Yaml.addresses(where, port));
        Integer shared = tls.sharedPort();
        if (shared != null && shared != port) {
            addresses.addAll(Yaml.addresses(where, shared));
        }
        addresses.addAll(auxiliaries);
        return addresses;
    }

    private String relayAddress() {
        if (relays.isEmpty()) {
            hosts.stream()
                    .filter(host -> !InetAddress.ofLiteral(host).isAnyLocalAddress())
                    .filter(host -> !hasFamily(relays, host))
                    .forEachOrdered(relays::add);
        }
        if (relays.isEmpty()) {
            return """
              # coturn takes an address of this machine by itself: write it here.
              # relay-address: 192.0.2.1
            """;
        }
        return "  relay-address: " + Yaml.quoted(String.join(", ", relays)) + "\n";
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
                .forEach(entry -> key(yaml, entry.getKey(), Yaml.list(entry.getValue())));
    }

    private static void key(StringBuilder yaml, String name, String value) {
        yaml.append("  ").append(name).append(": ").append(value).append('\n');
    }

    private static void section(StringBuilder yaml, String name, Map<String, String> keys) {
        if (!keys.isEmpty()) {
            yaml.append("  ").append(name).append(":\n");
            keys.forEach((key, value) -> key(yaml.append("  "), key, value));
        }
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
}
