package dialtone.tls;

import dialtone.config.Problems;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;

/// Reads a certificate and its key from PEM files, and says in words what is wrong with them.
///
/// Threading: for one thread.
final class PemFiles {

    private static final byte[] SAMPLE =
            "Do these belong together?".getBytes(StandardCharsets.US_ASCII);

    private final Problems problems;
    private final String certificateKey;
    private final String keyKey;

    /// @param section the configuration keys' section: `turn.tls`
    PemFiles(String section, Problems problems) {
        this(section + ".certificate", section + ".key", problems);
    }

    /// @param certificateKey the configuration key that names the certificate's file
    /// @param keyKey that names the file of its key
    PemFiles(String certificateKey, String keyKey, Problems problems) {
        this.problems = problems;
        this.certificateKey = certificateKey;
        this.keyKey = keyKey;
    }

    /// What is in the files; null when the problems say why not.
    @Nullable KeyAndChain read(Path certificateFile, Path keyFile) {
        List<X509Certificate> chain = certificates(certificateKey, certificateFile);
        PrivateKey key = key(keyFile);
        if (chain.isEmpty() || key == null) {
            return null;
        }
        if (!belongTogether(key, chain.getFirst().getPublicKey())) {
            boolean isLater =
                    chain.stream().skip(1).anyMatch(c -> belongTogether(key, c.getPublicKey()));
            problems.add(
                    certificateKey,
                    isLater
                            ? certificateFile
                                    + " begins with another certificate than the server's own"
                                    + " (expected: the server's first, then those of who signed it)"
                            : certificateFile
                                    + " and the key in "
                                    + keyFile
                                    + " do not belong together");
            return null;
        }
        return new KeyAndChain(key, chain);
    }

    /// All certificates in a file; none when the problems say why.
    ///
    /// @param configKey that names the file
    List<X509Certificate> certificates(String configKey, Path file) {
        List<X509Certificate> chain = new ArrayList<>();
        List<Object> objects = objects(configKey, file);
        if (objects == null) {
            return chain;
        }
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Object object : objects) {
                if (object instanceof X509CertificateHolder holder) {
                    var bytes = new ByteArrayInputStream(holder.getEncoded());
                    chain.add((X509Certificate) factory.generateCertificate(bytes));
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            problems.add(configKey, file + " has a certificate that cannot be read: " + words(e));
            return List.of();
        }
        if (chain.isEmpty()) {
            problems.add(configKey, file + " has no certificate (expected: BEGIN CERTIFICATE)");
        }
        return chain;
    }

    private @Nullable PrivateKey key(Path file) {
        List<Object> objects = objects(keyKey, file);
        if (objects == null) {
            return null;
        }
        for (Object object : objects) {
            switch (object) {
                case PrivateKeyInfo pkcs8 -> {
                    return key(file, pkcs8);
                }
                case PEMKeyPair pair -> {
                    return key(file, pair.getPrivateKeyInfo());
                }
                case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ -> {
                    problems.add(
                            keyKey, file + " is encrypted (expected: a key without a password)");
                    return null;
                }
                default -> {
                    // Certificates, or the parameters of a curve.
                }
            }
        }
        problems.add(keyKey, file + " has no private key (expected: BEGIN PRIVATE KEY)");
        return null;
    }

    private @Nullable PrivateKey key(Path file, PrivateKeyInfo info) {
        try {
            String algorithm =
                    switch (info.getPrivateKeyAlgorithm().getAlgorithm().getId()) {
                        case "1.2.840.113549.1.1.1" -> "RSA";
                        case "1.2.840.10045.2.1" -> "EC";
                        case "1.3.101.112" -> "Ed25519";
                        default ->
                                throw new GeneralSecurityException(
                                        "of no kind that is known (expected: RSA, EC or Ed25519)");
                    };
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            problems.add(keyKey, file + " has a key that cannot be used: " + words(e));
            return null;
        }
    }

    /// All that is in a PEM file; null when it cannot be read.
    private @Nullable List<Object> objects(String key, Path file) {
        try (PEMParser parser =
                new PEMParser(
                        new StringReader(Files.readString(file, StandardCharsets.ISO_8859_1)))) {
            List<Object> objects = new ArrayList<>();
            Object object;
            while ((object = parser.readObject()) != null) {
                objects.add(object);
            }
            return objects;
        } catch (NoSuchFileException _) {
            problems.add(key, "there is no file " + file);
        } catch (AccessDeniedException _) {
            problems.add(key, file + " may not be read by the user this program runs as");
        } catch (IOException | RuntimeException e) {
            problems.add(key, file + " is no PEM file that can be read: " + words(e));
        }
        return null;
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        try {
            Signature signature =
                    Signature.getInstance(
                            switch (key.getAlgorithm()) {
                                case "RSA" -> "SHA256withRSA";
                                case "EC" -> "SHA256withECDSA";
                                default -> "Ed25519";
                            });
            signature.initSign(key);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            // Keys of two kinds.
            return false;
        }
    }

    private static String words(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
