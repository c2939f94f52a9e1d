package dialtone.tls;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/// Certificates that nobody else signed, with a key of their own.
public final class SelfSigned {

    /// By which a clock of somebody else's may be behind.
    private static final Duration MARGIN = Duration.ofDays(1);

    private SelfSigned() {}

    /// Makes a key and its certificate.
    ///
    /// @param name in the usual form: `CN=...`
    /// @param hosts it is for
    /// @param from when it is used
    /// @param more extensions beside the hosts
    public static KeyAndChain make(
            String name, List<String> hosts, Instant from, Duration lifetime, Extension... more) {
        KeyPair keys = EcKeys.make();
        X500Name who = new X500Name(name);
        GeneralName[] names =
                hosts.stream()
                        .map(host -> new GeneralName(GeneralName.dNSName, host))
                        .toArray(GeneralName[]::new);
        try {
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            who,
                            BigInteger.valueOf(from.toEpochMilli()),
                            Date.from(from.minus(MARGIN)),
                            Date.from(from.plus(lifetime)),
                            who,
                            keys.getPublic());
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            for (Extension each : more) {
                builder.addExtension(each);
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            var converter = new JcaX509CertificateConverter();
            return new KeyAndChain(
                    keys.getPrivate(), List.of(converter.getCertificate(builder.build(signer))));
        } catch (IOException | OperatorCreationException | CertificateException e) {
            throw new IllegalStateException("no certificate can be made", e);
        }
    }
}
