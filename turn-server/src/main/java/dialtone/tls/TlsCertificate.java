package dialtone.tls;

import dialtone.config.Problems;
import dialtone.config.Problems.Problem;

import org.eclipse.jetty.util.ssl.SslContextFactory;
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
import javax.net.ssl.SSLEngine;

/// A certificate of this server that can be renewed while it runs: what begins afterwards gets the
/// new one, and connections there are do not notice. Files that cannot be used change nothing.
///
/// Threading: for any thread; reloads come one after another.
public final class TlsCertificate {

    private static final Logger LOG = LoggerFactory.getLogger(TlsCertificate.class);

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

    private TlsCertificate(String section, Path certificateFile, Path keyFile) {
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

    /// Reads the files.
    ///
    /// @param section of the configuration keys they came from: `turn.tls`, which has the keys
    ///     `certificate` and `key`
    /// @throws dialtone.config.InvalidConfigException with everything that is wrong with them
    public static TlsCertificate load(String section, Path certificateFile, Path keyFile) {
        return new TlsCertificate(section, certificateFile, keyFile);
    }

    private @Nullable Current load(Problems problems) {
        FileTime certificateTime = time(certificateFile);
        FileTime keyTime = time(keyFile);
        KeyAndChain read = new PemFiles(section, problems).read(certificateFile, keyFile);
        if (read == null) {
            return null;
        }
        try {
            return new Current(read, TlsContexts.of(read, null), certificateTime, keyTime);
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

    /// Reads the files again.
    ///
    /// @return what is wrong with them; empty when they are used from now on
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

    /// Reads the files again if one of them was written since, as programs that renew certificates
    /// do.
    ///
    /// @return what is wrong with them; empty when nothing is
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

    /// When the certificate in use ends.
    public Instant expires() {
        return current.keyAndChain.certificate().getNotAfter().toInstant();
    }

    /// A name that browsers may call this server by: the first host name in the certificate that
    /// is no wildcard; null when it is for addresses alone.
    public @Nullable String hostName() {
        return current.keyAndChain.hostName();
    }

    /// What is in use now.
    public KeyAndChain keyAndChain() {
        return current.keyAndChain;
    }

    /// For handshakes that begin now.
    public SSLContext context() {
        return current.context;
    }

    /// For Jetty: TLS 1.2 and 1.3, each handshake with the certificate in use when it begins.
    public SslContextFactory.Server contextFactory() {
        SslContextFactory.Server factory = new ReloadedContext(this);
        factory.setSslContext(context());
        factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        factory.setRenegotiationAllowed(false);
        return factory;
    }

    /// Asks for the context at each handshake.
    private static final class ReloadedContext extends SslContextFactory.Server {

        private final TlsCertificate certificate;

        ReloadedContext(TlsCertificate certificate) {
            this.certificate = certificate;
        }

        @Override
        public SSLEngine newSSLEngine() {
            SSLEngine engine = certificate.context().createSSLEngine();
            customize(engine);
            return engine;
        }

        @Override
        public SSLEngine newSSLEngine(String host, int port) {
            SSLEngine engine = certificate.context().createSSLEngine(host, port);
            customize(engine);
            return engine;
        }
    }
}
