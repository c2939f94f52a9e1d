package dialtone.turn.dtls;

import dialtone.tls.KeyAndChain;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCertificate;

import java.io.IOException;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Vector;

/// What this server agrees to: DTLS 1.2, keys that are forgotten (ECDHE), and encryption that
/// authenticates (AES-GCM, ChaCha20-Poly1305).
///
/// Threading: for the session's thread.
final class ServerHandshake extends DefaultTlsServer {

    private static final int[] ECDSA_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    };

    private static final int[] RSA_SUITES = {
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    };

    private static final List<Integer> RSA_SCHEMES =
            List.of(
                    SignatureScheme.rsa_pkcs1_sha256,
                    SignatureScheme.rsa_pss_rsae_sha256,
                    SignatureScheme.rsa_pss_rsae_sha384,
                    SignatureScheme.rsa_pkcs1_sha384,
                    SignatureScheme.rsa_pss_rsae_sha512,
                    SignatureScheme.rsa_pkcs1_sha512);

    /// What clients may name (RFC 7443 section 3); they need not name anything.
    private static final List<String> APPLICATION_PROTOCOLS =
            List.of("stun.turn", "stun.nat-discovery");

    private static final int P384_BITS = 384;
    private static final int P521_BITS = 521;

    private final DtlsCrypto crypto;
    private final KeyAndChain keyAndChain;

    ServerHandshake(DtlsCrypto crypto, KeyAndChain keyAndChain) {
        super(crypto);
        this.crypto = crypto;
        this.keyAndChain = keyAndChain;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return TlsUtils.getSupportedCipherSuites(crypto, isRsa() ? RSA_SUITES : ECDSA_SUITES);
    }

    private boolean isRsa() {
        return keyAndChain.key().getAlgorithm().equals("RSA");
    }

    @Override
    protected Vector<ProtocolName> getProtocolNames() {
        Vector<ProtocolName> names = new Vector<>();
        APPLICATION_PROTOCOLS.forEach(name -> names.add(ProtocolName.asUtf8Encoding(name)));
        return names;
    }

    @Override
    protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
        return signer(RSA_SCHEMES);
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        return signer(
                List.of(
                        keyAndChain.certificate().getPublicKey() instanceof ECPublicKey key
                                ? ecdsaScheme(key)
                                : SignatureScheme.ed25519));
    }

    private static int ecdsaScheme(ECPublicKey key) {
        return switch (key.getParams().getOrder().bitLength()) {
            case P384_BITS -> SignatureScheme.ecdsa_secp384r1_sha384;
            case P521_BITS -> SignatureScheme.ecdsa_secp521r1_sha512;
            default -> SignatureScheme.ecdsa_secp256r1_sha256;
        };
    }

    /// Signs in the first of the ways that the client understands too.
    private TlsCredentialedSigner signer(List<Integer> schemes) throws IOException {
        List<?> offered = context.getSecurityParametersHandshake().getClientSigAlgs();
        for (int scheme : schemes) {
            SignatureAndHashAlgorithm algorithm =
                    SignatureScheme.getSignatureAndHashAlgorithm(scheme);
            if (offered != null && offered.contains(algorithm)) {
                return new JcaDefaultTlsCredentialedSigner(
                        new TlsCryptoParameters(context),
                        crypto,
                        keyAndChain.key(),
                        certificates(),
                        algorithm);
            }
        }
        throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }

    private Certificate certificates() {
        return new Certificate(
                keyAndChain.chain().stream()
                        .map(certificate -> new JcaTlsCertificate(crypto, certificate))
                        .toArray(TlsCertificate[]::new));
    }
}
