package dialtone.tls.acme;

import dialtone.tls.EcKeys;
import dialtone.tls.KeyAndChain;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/// Certificates as an authority gives them, and a configuration.
final class TestAcme {

    static final String DIRECTORY = "https://acme.example.com/directory";
    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    static final Instant END = Instant.parse("2030-04-01T00:00:00Z");

    private TestAcme() {}

    static AcmeConfig config(Path storage, String directory, String... domains) {
        return new AcmeConfig(List.of(domains), null, true, directory, storage, null, null, null);
    }

    static KeyAndChain certificate(String... domains) {
        return certificate(START, END, domains);
    }

    static KeyAndChain certificate(Instant start, Instant end, String... domains) {
        KeyPair keys = EcKeys.make();
        X500Name name = new X500Name("CN=" + domains[0]);
        GeneralName[] names = new GeneralName[domains.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = new GeneralName(GeneralName.dNSName, domains[i]);
        }
        try {
            var made =
                    new JcaX509v3CertificateBuilder(
                                    name,
                                    BigInteger.TEN,
                                    Date.from(start),
                                    Date.from(end),
                                    name,
                                    keys.getPublic())
                            .addExtension(
                                    Extension.subjectAlternativeName,
                                    false,
                                    new GeneralNames(names))
                            .addExtension(
                                    Extension.authorityKeyIdentifier,
                                    false,
                                    new AuthorityKeyIdentifier(new byte[] {1, 2, 3}))
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(keys.getPrivate()));
            return new KeyAndChain(
                    keys.getPrivate(),
                    List.of(new JcaX509CertificateConverter().getCertificate(made)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
