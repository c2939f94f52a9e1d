package dialtone.tls;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What an authority is shown that asks whether a host name is ours (TLS-ALPN-01, RFC 8737): it
/// begins a TLS handshake for that name, asks for [#PROTOCOL] by ALPN, and looks at the
/// certificate. While no challenge is open the protocol is not known, as to any other server.
///
/// Threading: for any thread.
public final class Challenges {

    /// As ALPN spells it (RFC 8737 section 6.2).
    public static final String PROTOCOL = "acme-tls/1";

    /// The extension that has the digest (RFC 8737 section 6.1).
    private static final ASN1ObjectIdentifier IDENTIFIER =
            new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");

    private static final String NAME = "CN=acme challenge";
    private static final Duration LIFETIME = Duration.ofDays(1);

    private final Map<String, KeyAndChain> byHost = new ConcurrentHashMap<>();

    /// Answers handshakes for a host with a certificate that proves it ours (RFC 8737 section 3).
    ///
    /// @param digest SHA-256 of the key authorization, 32 bytes
    public void open(String host, byte[] digest, Instant now) {
        byHost.put(key(host), SelfSigned.make(NAME, List.of(host), now, LIFETIME, proof(digest)));
    }

    private static Extension proof(byte[] digest) {
        try {
            return new Extension(IDENTIFIER, true, new DEROctetString(digest).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("bytes can be encoded", e);
        }
    }

    /// Answers none any more.
    public void close(String host) {
        byHost.remove(key(host));
    }

    boolean isOpen() {
        return !byHost.isEmpty();
    }

    /// Null when no challenge is open for the host.
    @Nullable KeyAndChain of(String host) {
        return byHost.get(key(host));
    }

    private static String key(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
