package dialtone.turn.stream;

import dialtone.config.Durations;
import dialtone.config.Problems;
import dialtone.tls.TlsCertificate;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// How clients reach the relay over TLS. With a certificate, every port for TCP takes TLS too.
///
/// @param certificate a PEM file: the server's certificate, then those of who signed it; null for
///     no TLS
/// @param key a PEM file with its key, not encrypted
/// @param listen ports for TLS alone, such as 443; they need a certificate, if not this one
/// @param handshakes that may go on at once
/// @param handshakeTimeout how long one may take
public record TlsConfig(
        @Nullable Path certificate,
        @Nullable Path key,
        List<InetSocketAddress> listen,
        int handshakes,
        Duration handshakeTimeout) {

    private static final String SECTION = "turn.tls";
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

    public TlsConfig {
        listen = List.copyOf(listen);
        Problems problems = new Problems();
        problems.require(
                certificate == null || key != null, "key", "is missing (expected: a PEM file)");
        problems.require(
                key == null || certificate != null,
                "certificate",
                "is missing (expected: a PEM file)");
        for (InetSocketAddress address : listen) {
            problems.requireHost("listen", address);
        }
        problems.require(handshakes > 0, "handshakes", handshakes + " (expected: 1 or more)");
        problems.require(
                handshakeTimeout.isPositive() && handshakeTimeout.compareTo(MAX_TIMEOUT) <= 0,
                "handshake-timeout",
                Durations.text(handshakeTimeout) + " (expected: up to 1m)");
        problems.orThrow();
    }

    /// Notes a problem when there are ports for TLS and no certificate.
    ///
    /// @param isElsewhere whether there is one that is not in these files
    /// @param section of the configuration that these keys are in, or empty
    public void requireCertificate(boolean isElsewhere, String section, Problems problems) {
        problems.require(
                listen.isEmpty() || certificate != null || isElsewhere,
                section + "listen",
                "needs a certificate (expected: turn.tls.certificate and turn.tls.key, or"
                        + " acme.domains)");
    }

    /// Reads the certificate.
    ///
    /// @return null when there is none
    /// @throws dialtone.config.InvalidConfigException when it cannot be used
    public @Nullable TlsCertificate load() {
        return certificate == null || key == null
                ? null
                : TlsCertificate.load(SECTION, certificate, key);
    }

    /// No TLS.
    public static TlsConfig defaults() {
        return new TlsConfig(null, null, List.of(), 200, Duration.ofSeconds(10));
    }
}
