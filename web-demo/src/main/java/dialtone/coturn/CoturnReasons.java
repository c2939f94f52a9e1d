package dialtone.coturn;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Why a setting of coturn has no counterpart in a configuration.
final class CoturnReasons {

    private static final Map<String, String> BY_KEY =
            Stream.of(
                            because(
                                    "is always so here",
                                    "lt-cred-mech",
                                    "no-multicast-peers",
                                    "no-loopback-peers",
                                    "no-stun-backward-compatibility",
                                    "response-origin-only-with-rfc5780"),
                            because("is so as soon as auth-secrets has one", "use-auth-secret"),
                            because("answers have one when the request has", "fingerprint"),
                            because(
                                    "nonces always end, after a time that is not set",
                                    "stale-nonce"),
                            because(
                                    "there is no command line; there is the admin port",
                                    "no-cli",
                                    "cli-ip",
                                    "cli-port",
                                    "cli-password",
                                    "cli-max-output-sessions",
                                    "web-admin",
                                    "web-admin-ip",
                                    "web-admin-port",
                                    "web-admin-listen-on-workers"),
                            because("everybody needs a credential here", "no-auth"),
                            because(
                                    "a Binding request needs no credential here",
                                    "secure-stun",
                                    "no-stun"),
                            because("it always relays, too", "stun-only"),
                            because(
                                    "a key with a password cannot be read; store it without one",
                                    "pkey-pwd"),
                            because(
                                    "TLS is 1.2 or 1.3, with the ciphers that are good today",
                                    "cipher-list",
                                    "ec-curve-name",
                                    "dh566",
                                    "dh1066",
                                    "dh2066",
                                    "dh-file",
                                    "no-tlsv1",
                                    "no-tlsv1_1",
                                    "no-tlsv1_2",
                                    "tlsv1"),
                            because("clients are not asked for certificates", "CA-file"),
                            because(
                                    "UDP and TCP are always open on the port; close it in the"
                                            + " firewall",
                                    "no-udp",
                                    "no-tcp"),
                            because(
                                    "packets and connections are always relayed",
                                    "no-udp-relay",
                                    "no-tcp-relay"),
                            because(
                                    "a second address (RFC 5780) is turn.discovery, which you write"
                                            + " yourself",
                                    "alt-listening-port",
                                    "alt-tls-listening-port",
                                    "rfc5780",
                                    "no-rfc5780"),
                            because(
                                    "name the load balancers in turn.proxy-protocol-from; the port"
                                            + " is the usual one",
                                    "tcp-proxy-port"),
                            because(
                                    "devices are not named; name their addresses",
                                    "listening-device",
                                    "relay-device"),
                            because("clients are spread over turn.shards", "udp-self-balance"),
                            because(
                                    "alternate-server is for clients over TLS as well",
                                    "tls-alternate-server"),
                            because(
                                    "keys of tokens are in coturn's database; write them into"
                                            + " turn.oauth yourself",
                                    "oauth",
                                    "server-name"),
                            because(
                                    "there is no database; users are in the configuration",
                                    "userdb",
                                    "db",
                                    "psql-userdb",
                                    "sql-userdb",
                                    "mysql-userdb",
                                    "mongo-userdb",
                                    "redis-userdb",
                                    "secret-key-file"),
                            because(
                                    "there is one realm, whatever the origin",
                                    "check-origin-consistency"),
                            because("statistics are metrics on the admin port", "redis-statsdb"),
                            because("metrics do not name users", "prometheus-username-labels"),
                            because(
                                    "the log goes to standard output; see the section logging",
                                    "log-file",
                                    "syslog",
                                    "syslog-facility",
                                    "simple-log",
                                    "new-log-timestamp",
                                    "new-log-timestamp-format",
                                    "no-stdout-log",
                                    "log-binding",
                                    "verbose",
                                    "Verbose"),
                            because(
                                    "is the business of whoever starts the program",
                                    "pidfile",
                                    "daemon",
                                    "proc-user",
                                    "proc-group"),
                            because("is 10 minutes, as RFC 8656 says", "channel-lifetime"),
                            because("is 5 minutes, as RFC 8656 says", "permission-lifetime"),
                            because(
                                    "a connection without an allocation has a minute",
                                    "max-allocate-timeout"),
                            because("there are no pages on the TURN port", "acme-redirect"),
                            because("its engine is another one", "ne", "server-relay"))
                    .flatMap(entries -> entries)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private CoturnReasons() {}

    private static Stream<Map.Entry<String, String>> because(String reason, String... keys) {
        return Arrays.stream(keys).map(key -> Map.entry(key, reason));
    }

    static String of(String key) {
        return BY_KEY.getOrDefault(key, "has no counterpart here");
    }
}
