package dialtone.media.dtls;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;

/// What this process shows of itself in handshakes: a P-256 key and a certificate that it signed
/// itself, which SDP vouches for by its fingerprint. Made anew at each start, so that calls of one
/// run cannot be told to be of the same server as those of another (RFC 8827 section 6.5).
///
/// Threading: immutable, for any thread.
public final class DtlsIdentity {

    private static final String HASH = "sha-256";
    private static final int SERIAL_BITS = 64;

    /// Nobody checks them, but both ends' clocks may be wrong.
    private static final Duration BEFORE = Duration.ofDays(30);

    private static final Duration AFTER = Duration.ofDays(3650);

    private final BcTlsCrypto crypto;
    private final AsymmetricKeyParameter key;
    private final Certificate chain;
    private final Fingerprint fingerprint;

    private DtlsIdentity(BcTlsCrypto crypto, AsymmetricKeyParameter key, byte[] certificate)
            throws IOException {
        this.crypto = crypto;
        this.key = key;
        this.chain =
                new Certificate(new TlsCertificate[] {new BcTlsCertificate(crypto, certificate)});
        this.fingerprint = Fingerprint.of(HASH, certificate);
    }

    /// Makes a new one.
    public static DtlsIdentity create(InstantSource clock, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            return new DtlsIdentity(
                    new BcTlsCrypto(random),
                    PrivateKeyFactory.createKey(keys.getPrivate().getEncoded()),
                    certificate(keys, clock.instant(), random).getEncoded());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("no certificate could be made", e);
        }
    }

    private static X509CertificateHolder certificate(KeyPair keys, Instant now, SecureRandom random)
            throws OperatorCreationException {
        X500Name name = new X500Name("CN=Dialtone");
        return new X509v3CertificateBuilder(
                        name,
                        new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                        Date.from(now.minus(BEFORE)),
                        Date.from(now.plus(AFTER)),
                        name,
                        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    }

    /// What SDP says of it.
    public Fingerprint fingerprint() {
        return fingerprint;
    }

    BcTlsCrypto crypto() {
        return crypto;
    }

    /// Signs in a handshake.
    TlsCredentialedSigner signer(TlsContext context) {
        SignatureAndHashAlgorithm algorithm =
                SignatureScheme.getSignatureAndHashAlgorithm(
                        SignatureScheme.ecdsa_secp256r1_sha256);
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context), crypto, key, chain, algorithm);
    }
}
