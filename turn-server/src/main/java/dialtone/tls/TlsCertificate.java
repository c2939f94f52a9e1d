package dialtone.tls;

import dialtone.config.Problems.Problem;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.SSLContext;

/// A certificate of this server that can be renewed while it runs: what begins afterwards gets the
/// new one, and connections there are do not notice.
///
/// Threading: for any thread.
public interface TlsCertificate {

    /// Reads one from files, which are read again when they were written anew.
    ///
    /// @param section of the configuration keys they came from: `turn.tls`, which has the keys
    ///     `certificate` and `key`
    /// @throws dialtone.config.InvalidConfigException with everything that is wrong with them
    static TlsCertificate load(String section, Path certificateFile, Path keyFile) {
        return new FileCertificate(section, certificateFile, keyFile);
    }

    /// Looks for a new one, however it comes about.
    ///
    /// @return what is wrong with it, in which case the one before stays; empty when nothing is
    List<Problem> reload();

    /// The same, if it was written anew since, as programs that renew certificates do.
    List<Problem> reloadIfChanged();

    /// When the certificate in use ends; null while nobody has signed one.
    @Nullable Instant expires();

    /// When a certificate ends, in seconds since 1970, for metrics; NaN when there is none that
    /// somebody signed.
    static double expirySeconds(@Nullable TlsCertificate certificate) {
        Instant expires = certificate == null ? null : certificate.expires();
        return expires == null ? Double.NaN : expires.getEpochSecond();
    }

    /// A name that browsers may call this server by: the first host name in the certificate that
    /// is no wildcard; null when it is for addresses alone.
    @Nullable String hostName();

    /// What is in use now.
    KeyAndChain keyAndChain();

    /// For handshakes that begin now.
    SSLContext context();

    /// Whether somebody is about to ask by a handshake whether a name is ours; see [Challenges].
    default boolean isChallenged() {
        return false;
    }
}
