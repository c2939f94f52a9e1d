package dialtone.coturn;

import java.util.Map;

/// Why a setting of coturn has no counterpart in a configuration.
final class CoturnReasons {

    private static final String ALWAYS = "is always so here";
    private static final String TLS = "this version of the import does not set up TLS and DTLS";
    private static final String BANDWIDTH =
            "bandwidth is not limited here (coturn counts bytes a second, not bits)";
    private static final String DATABASE = "there is no database; users are in the configuration";
    private static final String LOG = "the log goes to standard output; see the section logging";
    private static final String OS = "is the business of whoever starts the program";

    private static final Map<String, String> REASONS =
            Map.ofEntries(
                    Map.entry("lt-cred-mech", ALWAYS),
                    Map.entry("use-auth-secret", "is so as soon as auth-secrets has one"),
                    Map.entry("fingerprint", "answers have one when the request has"),
                    Map.entry("stale-nonce", "nonces always end, after a time that is not set"),
                    Map.entry("no-multicast-peers", ALWAYS),
                    Map.entry("no-loopback-peers", ALWAYS),
                    Map.entry("no-cli", "there is no command line; there is the admin port"),
                    Map.entry("cli-password", "there is no command line; there is the admin port"),
                    Map.entry("cli-port", "there is no command line; there is the admin port"),
                    Map.entry("no-auth", "everybody needs a credential here"),
                    Map.entry("tls-listening-port", TLS),
                    Map.entry("alt-tls-listening-port", TLS),
                    Map.entry("cert", TLS),
                    Map.entry("pkey", TLS),
                    Map.entry("pkey-pwd", TLS),
                    Map.entry("dh-file", TLS),
                    Map.entry("cipher-list", TLS),
                    Map.entry("no-tls", TLS),
                    Map.entry("no-dtls", TLS),
                    Map.entry("no-tlsv1", TLS),
                    Map.entry("no-tlsv1_1", TLS),
                    Map.entry("no-tlsv1_2", TLS),
                    Map.entry("no-udp", "UDP and TCP are always open on the port"),
                    Map.entry("no-tcp", "UDP and TCP are always open on the port"),
                    Map.entry("no-tcp-relay", "only UDP is relayed here"),
                    Map.entry("max-bps", BANDWIDTH),
                    Map.entry("bps-capacity", BANDWIDTH),
                    Map.entry("mobility", "no key for it is known to the import"),
                    Map.entry("alt-listening-port", "there is no second address for RFC 5780"),
                    Map.entry("secure-stun", "a Binding request needs no credential here"),
                    Map.entry("userdb", DATABASE),
                    Map.entry("psql-userdb", DATABASE),
                    Map.entry("mysql-userdb", DATABASE),
                    Map.entry("mongo-userdb", DATABASE),
                    Map.entry("redis-userdb", DATABASE),
                    Map.entry("redis-statsdb", "statistics are metrics on the admin port"),
                    Map.entry("log-file", LOG),
                    Map.entry("syslog", LOG),
                    Map.entry("simple-log", LOG),
                    Map.entry("no-stdout-log", LOG),
                    Map.entry("verbose", LOG),
                    Map.entry("Verbose", LOG),
                    Map.entry("pidfile", OS),
                    Map.entry("daemon", OS),
                    Map.entry("proc-user", OS),
                    Map.entry("proc-group", OS),
                    Map.entry("relay-threads", "write turn.shards yourself"),
                    Map.entry("channel-lifetime", "is 10 minutes, as RFC 8656 says"),
                    Map.entry("permission-lifetime", "is 5 minutes, as RFC 8656 says"));

    private CoturnReasons() {}

    static String of(String key) {
        return REASONS.getOrDefault(key, "has no counterpart here");
    }
}
