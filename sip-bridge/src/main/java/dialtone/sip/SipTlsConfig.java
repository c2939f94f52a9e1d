package dialtone.sip;

import dialtone.config.Problems;
import dialtone.tls.TlsCertificate;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/// SIP over TLS.
///
/// @param listen where it comes in; null: only own connections use TLS
/// @param certificate a PEM file: the server's certificate, then those of who signed it
/// @param key a PEM file with its key, not encrypted
public record SipTlsConfig(
        @Nullable InetSocketAddress listen, @Nullable Path certificate, @Nullable Path key) {

    private static final String SECTION = "sip.tls";

    public SipTlsConfig {
        new Problems()
                .requirePair(certificate, key)
                .require(
                        listen == null || certificate != null,
                        "listen",
                        "needs a certificate (expected: sip.tls.certificate and sip.tls.key)")
                .orThrow();
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

    /// No port for it.
    public static SipTlsConfig defaults() {
        return new SipTlsConfig(null, null, null);
    }
}
