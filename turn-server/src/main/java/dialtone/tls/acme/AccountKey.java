package dialtone.tls.acme;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMParser;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/// The key by which an authority knows us: both halves in one PEM text, as one cannot be told from
/// the other by what Java has.
final class AccountKey {

    private AccountKey() {}

    static KeyPair read(String pem) throws IOException, GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("EC");
        PrivateKey own = null;
        PublicKey shown = null;
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            Object object;
            while ((object = parser.readObject()) != null) {
                switch (object) {
                    case PrivateKeyInfo info ->
                            own =
                                    factory.generatePrivate(
                                            new PKCS8EncodedKeySpec(info.getEncoded()));
                    case SubjectPublicKeyInfo info ->
                            shown =
                                    factory.generatePublic(
                                            new X509EncodedKeySpec(info.getEncoded()));
                    default -> throw new IOException("it has something else than keys");
                }
            }
        }
        if (own == null || shown == null) {
            throw new IOException("it wants a private and a public key");
        }
        return new KeyPair(shown, own);
    }
}
