package dialtone.turn;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

/// A certificate that signs itself, in files.
///
/// Threading: for the test's thread.
public record TestCertificate(Path certificateFile, Path keyFile, KeyPair keys) {

    /// Any that is in the future for long.
    public static final Instant END = Instant.parse("2099-01-01T00:00:00Z");

    /// Makes one with an EC key, in PKCS#8.
    public static TestCertificate in(Path directory, String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return in(directory, name, generator.generateKeyPair(), "SHA256withECDSA");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static TestCertificate in(
            Path directory, String name, KeyPair keys, String signatureAlgorithm) {
        TestCertificate made =
                new TestCertificate(
                        directory.resolve("certificate.pem"), directory.resolve("key.pem"), keys);
        try {
            X500Name subject = new X500Name("CN=" + name);
            X509CertificateHolder certificate =
                    new JcaX509v3CertificateBuilder(
                                    subject,
                                    BigInteger.ONE,
                                    Date.from(Instant.EPOCH),
                                    Date.from(END),
                                    subject,
                                    keys.getPublic())
                            .build(
                                    new JcaContentSignerBuilder(signatureAlgorithm)
                                            .build(keys.getPrivate()));
            Files.writeString(made.certificateFile, pem(certificate));
            Files.writeString(made.keyFile, pkcs8(keys));
            return made;
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pkcs8(KeyPair keys) {
        String text =
                Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
    }

    /// An object in PEM; a key in the form that is its algorithm's own.
    public static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    /// Writes something that is no certificate over it.
    void breakIt() throws IOException {
        Files.writeString(certificateFile, "nothing", StandardCharsets.UTF_8);
    }
}
