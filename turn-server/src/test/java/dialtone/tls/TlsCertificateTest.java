package dialtone.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dialtone.config.InvalidConfigException;
import dialtone.config.Problems.Problem;
import dialtone.turn.TestCertificate;

import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.List;

/// Which files are taken for a certificate and its key, and what is said about others.
class TlsCertificateTest {

    @TempDir Path directory;
    @TempDir Path other;

    @ParameterizedTest
    @CsvSource({
        "EC, 256, SHA256withECDSA",
        "RSA, 2048, SHA256withRSA",
        "Ed25519, 255, Ed25519",
    })
    void readsPkcs8Keys(String algorithm, int bits, String signature) throws Exception {
        load(TestCertificate.in(directory, "test", keys(algorithm, bits), signature));
    }

    @Test
    void readsPkcs1Keys() throws Exception {
        KeyPair keys = keys("RSA", 2048);
        TestCertificate made = TestCertificate.in(directory, "test", keys, "SHA256withRSA");
        String pem = TestCertificate.pem(keys.getPrivate());
        assertThat(pem).contains("BEGIN RSA PRIVATE KEY");
        Files.writeString(made.keyFile(), pem);

        load(made);
    }

    /// As `openssl ecparam -genkey` writes them: the curve stands before the key, and in it.
    @Test
    void readsSec1Keys() throws Exception {
        TestCertificate made = TestCertificate.in(directory, "test");
        var curve = SECObjectIdentifiers.secp256r1;
        var scalar = ((ECPrivateKey) made.keys().getPrivate()).getS();
        var sec1 = new org.bouncycastle.asn1.sec.ECPrivateKey(256, scalar, curve);
        Files.writeString(
                made.keyFile(),
                TestCertificate.pem(new PemObject("EC PARAMETERS", curve.getEncoded()))
                        + TestCertificate.pem(new PemObject("EC PRIVATE KEY", sec1.getEncoded())));

        load(made);
    }

    @Test
    void findsTheKeyBehindTheCertificateInOneFile() throws IOException {
        TestCertificate made = TestCertificate.in(directory, "test");
        Files.writeString(
                made.certificateFile(),
                Files.readString(made.certificateFile()) + Files.readString(made.keyFile()));

        TlsCertificate loaded =
                TlsCertificate.load("turn.tls", made.certificateFile(), made.certificateFile());

        assertThat(loaded.keyAndChain().chain()).hasSize(1);
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThat(problems(Path.of("/none.pem"), Path.of("/neither.pem")))
                .containsExactly(
                        "turn.tls.certificate: there is no file /none.pem",
                        "turn.tls.key: there is no file /neither.pem");
    }

    @Test
    void tellsWhenAFileHoldsSomethingElse() throws IOException {
        TestCertificate made = TestCertificate.in(directory, "test");

        assertThat(problems(made.keyFile(), made.certificateFile()))
                .satisfiesExactly(
                        first -> assertThat(first).contains("has no certificate"),
                        second -> assertThat(second).contains("has no private key"));
    }

    @Test
    void tellsWhenAKeyBelongsToAnotherCertificate() {
        TestCertificate one = TestCertificate.in(directory, "one");
        TestCertificate two = TestCertificate.in(other, "two");

        assertThat(problems(one.certificateFile(), two.keyFile()))
                .singleElement()
                .asString()
                .contains("do not belong together");
    }

    @Test
    void tellsWhenTheChainBeginsWithAnotherCertificate() throws IOException {
        TestCertificate one = TestCertificate.in(directory, "one");
        TestCertificate two = TestCertificate.in(other, "two");
        Files.writeString(
                one.certificateFile(),
                Files.readString(two.certificateFile()) + Files.readString(one.certificateFile()));

        assertThat(problems(one.certificateFile(), one.keyFile()))
                .singleElement()
                .asString()
                .contains("the server's first");
    }

    @Test
    void tellsWhenAKeyHasAPassword() throws IOException {
        TestCertificate made = TestCertificate.in(directory, "test");
        var encryptor =
                new JcePEMEncryptorBuilder("AES-128-CBC")
                        .setProvider(new BouncyCastleProvider())
                        .build("secret".toCharArray());
        Files.writeString(
                made.keyFile(),
                TestCertificate.pem(
                        new JcaMiscPEMGenerator(made.keys().getPrivate(), encryptor).generate()));

        assertThat(problems(made.certificateFile(), made.keyFile()))
                .singleElement()
                .asString()
                .contains("without a password");
    }

    @Test
    void readsFilesAgainOnlyWhenTheyWereWritten() throws IOException {
        TestCertificate made = TestCertificate.in(directory, "first");
        TlsCertificate loaded = load(made);
        KeyAndChain before = loaded.keyAndChain();

        assertThat(loaded.reloadIfChanged()).isEmpty();
        assertThat(loaded.keyAndChain()).isSameAs(before);

        TestCertificate.in(directory, "second");
        Files.setLastModifiedTime(
                made.certificateFile(), FileTime.from(Instant.parse("2098-01-01T00:00:00Z")));
        assertThat(loaded.reloadIfChanged()).isEmpty();
        assertThat(loaded.keyAndChain().certificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=second");
    }

    private static TlsCertificate load(TestCertificate made) {
        TlsCertificate loaded =
                TlsCertificate.load("turn.tls", made.certificateFile(), made.keyFile());
        assertThat(loaded.expires()).isEqualTo(TestCertificate.END);
        return loaded;
    }

    private static List<String> problems(Path certificate, Path key) {
        return catchThrowableOfType(
                        InvalidConfigException.class,
                        () -> TlsCertificate.load("turn.tls", certificate, key))
                .problems()
                .stream()
                .map(Problem::toString)
                .toList();
    }

    private static KeyPair keys(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
