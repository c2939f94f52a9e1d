package dialtone.turn.check;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/// How a server is reached.
public enum Transport {
    UDP("UDP", 3478),
    TCP("TCP", 3478),
    /// The certificate must be good, and for the server's name.
    TLS("TLS", 5349);

    private final String label;
    private final int usualPort;

    Transport(String label, int usualPort) {
        this.label = label;
        this.usualPort = usualPort;
    }

    /// As people write it.
    public String label() {
        return label;
    }

    /// The port of servers that say nothing else.
    public int usualPort() {
        return usualPort;
    }

    /// The transport of a name in small letters; null when there is none.
    public static @Nullable Transport of(String name) {
        return switch (name) {
            case "udp" -> UDP;
            case "tcp" -> TCP;
            case "tls" -> TLS;
            default -> null;
        };
    }

    Wire open(InetSocketAddress server, Duration patience) throws IOException {
        return switch (this) {
            case UDP -> new DatagramWire(server);
            case TCP -> StreamWire.tcp(server, patience);
            case TLS -> StreamWire.tls(server, patience);
        };
    }
}
