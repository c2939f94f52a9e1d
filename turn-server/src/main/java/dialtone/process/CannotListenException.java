package dialtone.process;

import dialtone.config.Addresses;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/// A port could not be had; the message says which, why, and which key changes it.
public final class CannotListenException extends RuntimeException {

    /// What happened.
    ///
    /// @param what in a few words before the address: empty, or `UDP `
    /// @param key the configuration key the address came from: `admin.listen`
    public CannotListenException(
            String what, InetSocketAddress address, String key, IOException cause) {
        super(
                "cannot listen on %s%s: %s; choose another with %s"
                        .formatted(what, Addresses.text(address), reason(cause), key),
                cause);
    }

    /// The system's words differ between systems; these four are what people meet.
    private static String reason(IOException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String words = String.valueOf(cause.getMessage());
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("already in use")) {
            return "the port is in use";
        }
        if (lower.contains("cannot assign")) {
            return "this machine has no such address";
        }
        if (lower.contains("permission denied")) {
            return "the system does not permit it (ports below 1024 need a privilege)";
        }
        if (lower.contains("unresolved")) {
            return "the host name is unknown";
        }
        return words;
    }
}
