package dialtone.tls;

import dialtone.config.Problems;
import dialtone.config.Problems.Problem;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.SSLContext;

/// A certificate and its key in files. Files that cannot be used change nothing.
///
/// Threading: for any thread; reloads come one after another.
final class FileCertificate implements TlsCertificate {

    private static final Logger LOG = LoggerFactory.getLogger(TlsCertificate.class);

    /// The configuration's, with the keys `certificate` and `key`.
    private final String section;
    private final Path certificateFile;
    private final Path keyFile;
    private volatile Current current;

    /// What is used now.
    ///
    /// @param certificateTime when the file was written; null when nobody knows
    private record Current(
            KeyAndChain keyAndChain,
            SSLContext context,
            @Nullable FileTime certificateTime,
            @Nullable FileTime keyTime) {}

    /// @throws dialtone.config.InvalidConfigException with everything that is wrong with the files
    FileCertificate(String section, Path certificateFile, Path keyFile) {
        this.section = section;
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        Problems problems = new Problems();
        Current loaded = load(problems);
        if (loaded == null) {
            problems.orThrow();
            throw new IllegalStateException("neither a certificate nor a problem");
        }
        current = loaded;
        log("tls_certificate_loaded");
    }

    private @Nullable Current load(Problems problems) {
        FileTime certificateTime = time(certificateFile);
        FileTime keyTime = time(keyFile);
        KeyAndChain read = new PemFiles(section, problems).read(certificateFile, keyFile);
        if (read == null) {
            return null;
        }
        try {
            return new Current(read, TlsContexts.of(read), certificateTime, keyTime);
        } catch (GeneralSecurityException | IOException e) {
            problems.add(
                    section + ".certificate",
                    certificateFile + " cannot be used for TLS: " + e.getMessage());
            return null;
        }
    }

    private static @Nullable FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException _) {
            return null;
        }
    }

    @Override
    public synchronized List<Problem> reload() {
        Problems problems = new Problems();
        Current loaded = load(problems);
        if (loaded != null) {
            current = loaded;
            log("tls_certificate_reloaded");
        } else {
            LOG.error(
                    "event=tls_certificate_reload_failed problems={}: the one loaded before stays"
                            + " in use until {}",
                    problems.found(),
                    expires());
        }
        return problems.found();
    }

    @Override
    public synchronized List<Problem> reloadIfChanged() {
        FileTime certificateTime = time(certificateFile);
        FileTime keyTime = time(keyFile);
        Current now = current;
        boolean isSame =
                certificateTime == null
                        || keyTime == null
                        || (certificateTime.equals(now.certificateTime)
                                && keyTime.equals(now.keyTime));
        return isSame ? List.of() : reload();
    }

    private void log(String event) {
        X509Certificate certificate = current.keyAndChain.certificate();
        LOG.info(
                "event={} subject=\"{}\" expires={}",
                event,
                certificate.getSubjectX500Principal(),
                expires());
    }

    @Override
    public Instant expires() {
        return current.keyAndChain.certificate().getNotAfter().toInstant();
    }

    @Override
    public @Nullable String hostName() {
        return current.keyAndChain.hostName();
    }

    @Override
    public KeyAndChain keyAndChain() {
        return current.keyAndChain;
    }

    @Override
    public SSLContext context() {
        return current.context;
    }
}
