package dialtone.signaling.transport;

import java.util.Locale;

/// A way from a client to the hub. Each carries the same messages, and a session may change from
/// one to another.
public enum Transport {
    /// RFC 6455; over HTTP/2 RFC 8441.
    WEBSOCKET,
    /// A stream of server-sent events to the client, and POST from it.
    SSE,
    /// Requests that wait for messages, and POST: for proxies that pass on whole answers only.
    POLL;

    /// Its name in metrics and in the configuration.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
