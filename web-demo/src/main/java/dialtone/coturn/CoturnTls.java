package dialtone.coturn;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// What coturn's file says of TLS and DTLS. There both are on as soon as there is a certificate
/// with its key, and have a port of their own.
///
/// Threading: for one thread.
final class CoturnTls {

    private static final int DEFAULT_PORT = 5349;

    private final List<CoturnLine> files = new ArrayList<>();
    private @Nullable CoturnLine certificate;
    private @Nullable CoturnLine key;
    private @Nullable CoturnLine noTls;
    private int port = DEFAULT_PORT;
    private boolean isDtls = true;

    void certificate(CoturnLine line) {
        certificate = line;
        files.add(line);
    }

    void key(CoturnLine line) {
        key = line;
        files.add(line);
    }

    void port(int number) {
        port = number;
    }

    void noTls(CoturnLine line) {
        noTls = line.isOn() ? line : null;
    }

    void dtls(boolean isOn) {
        isDtls = isOn;
    }

    private boolean isUsed() {
        return certificate != null && key != null && (isDtls || noTls == null);
    }

    /// Tells what of it cannot be said here.
    void explain(BiConsumer<CoturnLine, String> note) {
        if (!isUsed()) {
            String reason =
                    certificate == null || key == null
                            ? "TLS needs cert and pkey, and one is missing"
                            : "neither TLS nor DTLS is on";
            files.forEach(line -> note.accept(line, reason));
        } else if (noTls != null) {
            note.accept(noTls, "TLS is there with the certificate that DTLS needs");
        }
    }

    /// The port that takes both beside plain TURN; null when there is none.
    @Nullable Integer sharedPort() {
        return isUsed() && isDtls ? port : null;
    }

    /// The keys of `turn.tls`.
    ///
    /// @param hosts that clients reach
    Map<String, String> tls(List<String> hosts) {
        Map<String, String> keys = new LinkedHashMap<>();
        if (isUsed() && certificate != null && key != null) {
            keys.put("certificate", Yaml.quoted(certificate.value()));
            keys.put("key", Yaml.quoted(key.value()));
            if (!isDtls) {
                keys.put("listen", Yaml.list(Yaml.addresses(hosts, port)));
            }
        }
        return keys;
    }

    /// The keys of `turn.dtls`.
    Map<String, String> dtls() {
        return isDtls ? Map.of() : Map.of("enabled", "false");
    }
}
