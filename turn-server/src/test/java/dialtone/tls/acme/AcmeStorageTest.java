package dialtone.tls.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dialtone.config.InvalidConfigException;
import dialtone.tls.KeyAndChain;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;

class AcmeStorageTest {

    @TempDir Path directory;

    @Test
    void keepsTheAccountsKeyAndTheCertificate() throws IOException {
        AcmeStorage first = AcmeStorage.open(directory.resolve("acme"), TestAcme.DIRECTORY);
        assertThat(first.certificate()).isNull();
        KeyAndChain certificate = TestAcme.certificate("call.example.com");
        first.keep(TestAcme.certificate("other.example.com"));
        first.keep(certificate);

        AcmeStorage next = AcmeStorage.open(directory.resolve("acme"), TestAcme.DIRECTORY);

        assertThat(next.certificate()).isEqualTo(certificate);
        assertThat(same(next.account(), first.account())).isTrue();
    }

    @Test
    void nobodyElseMayReadWhatItKeeps() throws IOException {
        AcmeStorage.open(directory.resolve("acme"), TestAcme.DIRECTORY)
                .keep(TestAcme.certificate("call.example.com"));

        Path own = directory.resolve("acme/acme.example.com-directory");
        assertThat(permissions(own)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(own)) {
            List<Path> kept = files.toList();
            assertThat(kept)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder("account.pem", "certificate.pem");
            assertThat(kept)
                    .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
        }
    }

    @Test
    void authoritiesDoNotShareIt() throws IOException {
        AcmeStorage one = AcmeStorage.open(directory, TestAcme.DIRECTORY);
        one.keep(TestAcme.certificate("call.example.com"));

        AcmeStorage other = AcmeStorage.open(directory, "https://staging.example.com/directory");

        assertThat(other.certificate()).isNull();
        assertThat(same(other.account(), one.account())).isFalse();
    }

    @Test
    void takesNoCertificateThatIsBroken() throws IOException {
        AcmeStorage storage = AcmeStorage.open(directory, TestAcme.DIRECTORY);
        storage.keep(TestAcme.certificate("call.example.com"));
        Path file = directory.resolve("acme.example.com-directory/certificate.pem");
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() / 2));

        assertThat(storage.certificate()).isNull();
    }

    @Test
    void tellsAtStartWhenTheAccountsKeyCannotBeRead() throws IOException {
        AcmeStorage.open(directory, TestAcme.DIRECTORY);
        Files.writeString(directory.resolve("acme.example.com-directory/account.pem"), "nothing");

        assertThat(problem(directory)).startsWith("acme.storage").contains("account.pem");
    }

    @Test
    void tellsAtStartWhenAFileIsInItsPlace() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThat(problem(file))
                .startsWith("acme.storage")
                .contains("cannot be used")
                .contains("may write to");
    }

    private static String problem(Path storage) {
        return catchThrowableOfType(
                        InvalidConfigException.class,
                        () -> AcmeStorage.open(storage, TestAcme.DIRECTORY))
                .problems()
                .getFirst()
                .toString();
    }

    private static boolean same(KeyPair one, KeyPair other) {
        return one.getPublic().equals(other.getPublic());
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
