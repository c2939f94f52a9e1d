package dialtone.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A certificate, those of who signed it, and its key.
///
/// @param chain the server's own certificate first, each signed by the next
public record KeyAndChain(PrivateKey key, List<X509Certificate> chain) {

    public KeyAndChain {
        chain = List.copyOf(chain);
    }

    /// The server's own certificate.
    public X509Certificate certificate() {
        return chain.getFirst();
    }
}
