package dialtone.tls;

import org.jspecify.annotations.Nullable;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
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
        Collection<List<?>> names;
        try {
            names = certificate().getSubjectAlternativeNames();
        } catch (CertificateParsingException _) {
            // Names that cannot be read are none.
            return null;
        }
        if (names == null) {
            return null;
        }
        for (List<?> name : names) {
            if (DNS_NAME.equals(name.get(0))
                    && name.get(1) instanceof String text
                    && !text.startsWith("*")) {
                return text;
            }
        }
        return null;
    }
}
