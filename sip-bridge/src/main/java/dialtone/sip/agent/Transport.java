package dialtone.sip.agent;

import java.util.Locale;

/// What carries messages.
public enum Transport {
    UDP(5060),
    TCP(5060),
    TLS(5061);

    private final int defaultPort;

    Transport(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /// Where it is when nobody says a port.
    public int defaultPort() {
        return defaultPort;
    }

    /// Whether what is sent arrives or is known not to: nothing is sent twice then.
    public boolean isReliable() {
        return this != UDP;
    }

    /// As the `transport` parameter of URIs says it; TLS is TCP of a `sips:` URI, but many write
    /// it.
    public String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }
}
