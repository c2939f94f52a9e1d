package dialtone.tls;

import dialtone.config.Problems;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A certificate, those of who signed it, and its key.
///
/// @param chain the server's own certificate first, each signed by the next
public record KeyAndChain(PrivateKey key, List<X509Certificate> chain) {

    /// The kind of a host name among a certificate's names (RFC 5280 section 4.2.1.6).
    private static final Integer DNS_NAME = 2;

    public KeyAndChain {
        chain = List.copyOf(chain);
    }

    /// The server's own certificate.
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /// The certificate's first host name that is no wildcard; null when there is none.
    @Nullable String hostName() {
        return hostNames().stream().filter(name -> !name.startsWith("*")).findFirst().orElse(null);
    }

    /// The host names that the certificate is for.
    public List<String> hostNames() {
        Collection<List<?>> names;
        try {
            names = certificate().getSubjectAlternativeNames();
        } catch (CertificateParsingException _) {
            // Names that cannot be read are none.
            return List.of();
        }
        List<String> hosts = new ArrayList<>();
        if (names != null) {
            for (List<?> name : names) {
                if (DNS_NAME.equals(name.get(0)) && name.get(1) instanceof String text) {
                    hosts.add(text);
                }
            }
        }
        return hosts;
    }

    /// Reads both from one PEM file.
    ///
    /// @param key of the configuration that the file belongs to, for the problems
    /// @return null when it cannot be used, which the problems say
    public static @Nullable KeyAndChain read(String key, Path file, Problems problems) {
        PemFiles files = new PemFiles(key, key, problems);
        return files.read(file, file);
    }
}
