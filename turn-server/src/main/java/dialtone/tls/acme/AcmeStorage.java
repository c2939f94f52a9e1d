package dialtone.tls.acme;

import dialtone.config.Problems;
import dialtone.tls.EcKeys;
import dialtone.tls.KeyAndChain;

import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;

/// Keeps the account's key, and the certificate with its key, in files that nobody else may read:
/// in a directory for each authority, so that one can be tried out and another be used. A file is
/// replaced whole or not at all.
///
/// Threading: for one thread at a time.
final class AcmeStorage {

    private static final Logger LOG = LoggerFactory.getLogger(AcmeStorage.class);

    private static final String KEY = "acme.storage";
    private static final String ACCOUNT = "account.pem";
    private static final String CERTIFICATE = "certificate.pem";

    private final Path directory;
    private final KeyPair account;

    private AcmeStorage(Path directory, KeyPair account) {
        this.directory = directory;
        this.account = account;
    }

    /// Makes the directory and the account's key unless they are there.
    ///
    /// @param authority its URL
    /// @throws dialtone.config.InvalidConfigException when that cannot be
    static AcmeStorage open(Path storage, String authority) {
        Path directory = storage.resolve(name(authority));
        Problems problems = new Problems();
        try {
            Path above = storage.getParent();
            if (above != null) {
                Files.createDirectories(above);
            }
            Files.createDirectories(directory, ownersDirectory());
            return new AcmeStorage(directory, account(directory.resolve(ACCOUNT)));
        } catch (IOException e) {
            problems.add(
                    KEY,
                    directory
                            + " cannot be used: "
                            + words(e)
                            + " (expected: a directory that this program may write to)");
            problems.orThrow();
            throw new IllegalStateException(e);
        }
    }

    /// What a URL is called as a directory.
    private static String name(String authority) {
        return authority.replaceFirst("^https?://", "").replaceAll("[^A-Za-z0-9.-]+", "-");
    }

    private static KeyPair account(Path file) throws IOException {
        if (!Files.exists(file)) {
            KeyPair made = EcKeys.make();
            write(file, pem(new JcaPKCS8Generator(made.getPrivate(), null), made.getPublic()));
            return made;
        }
        try {
            return AccountKey.read(Files.readString(file));
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException(
                    file.getFileName()
                            + " has no key of an account that can be read: "
                            + words(e)
                            + "; when it is moved away, a new account is made",
                    e);
        }
    }

    KeyPair account() {
        return account;
    }

    /// The certificate that was kept last; null when there is none that can be used.
    @Nullable KeyAndChain certificate() {
        Path file = directory.resolve(CERTIFICATE);
        if (!Files.exists(file)) {
            return null;
        }
        Problems problems = new Problems();
        KeyAndChain kept = KeyAndChain.read(KEY, file, problems);
        if (kept == null) {
            LOG.error(
                    "event=acme_stored_certificate_unusable problems={}: another one is asked for",
                    problems.found());
        }
        return kept;
    }

    /// Keeps another one.
    void keep(KeyAndChain certificate) throws IOException {
        List<Object> objects = new ArrayList<>();
        objects.add(new JcaPKCS8Generator(certificate.key(), null));
        objects.addAll(certificate.chain());
        write(directory.resolve(CERTIFICATE), pem(objects.toArray()));
    }

    private static String pem(Object... objects) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object each : objects) {
                writer.writeObject(each);
            }
        }
        return text.toString();
    }

    private static void write(Path file, String text) throws IOException {
        // Where permissions are POSIX's, a temporary file is its owner's alone.
        Path written = Files.createTempFile(file.getParent(), "new-", ".pem");
        try {
            Files.writeString(written, text);
            try {
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException _) {
                Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static FileAttribute<?>[] ownersDirectory() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static String words(Exception e) {
        return switch (e) {
            case AccessDeniedException _ -> "it may not be written";
            case FileAlreadyExistsException _ -> "there is a file in its place";
            case FileSystemException system when system.getReason() != null ->
                    String.valueOf(system.getReason());
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
