package dialtone;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate that signs itself, in files.
///
/// Threading: for the test's thread.
record TestCertificate(Path certificateFile, Path keyFile, X509Certificate certificate) {

    private static final Instant END = Instant.parse("2099-01-01T00:00:00Z");

    /// Makes one for 127.0.0.1.
    ///
    /// @param hostNames that it is for besides
    static TestCertificate in(Path directory, String subject, String... hostNames)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        X500Name name = new X500Name("CN=" + subject);
        X509Certificate certificate =
                new JcaX509CertificateConverter()
                        .getCertificate(
                                new JcaX509v3CertificateBuilder(
                                                name,
                                                BigInteger.ONE,
                                                Date.from(Instant.EPOCH),
                                                Date.from(END),
                                                name,
                                                keys.getPublic())
                                        .addExtension(
                                                Extension.subjectAlternativeName,
                                                false,
                                                names(hostNames))
                                        .build(
                                                new JcaContentSignerBuilder("SHA256withECDSA")
                                                        .build(keys.getPrivate())));
        TestCertificate made =
                new TestCertificate(
                        directory.resolve("certificate.pem"),
                        directory.resolve("key.pem"),
                        certificate);
        write(made.certificateFile, certificate);
        write(made.keyFile, new JcaPKCS8Generator(keys.getPrivate(), null));
        return made;
    }

    private static GeneralNames names(String... hostNames) {
        GeneralName[] names = new GeneralName[hostNames.length + 1];
        Arrays.setAll(
                names,
                i ->
                        i == 0
                                ? new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                                : new GeneralName(GeneralName.dNSName, hostNames[i - 1]));
        return new GeneralNames(names);
    }

    private static void write(Path file, Object object) throws IOException {
        try (JcaPEMWriter writer = new JcaPEMWriter(Files.newBufferedWriter(file))) {
            writer.writeObject(object);
        }
    }

    /// For clients that trust it and nobody else.
    SSLContext trusted() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", certificate);
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
