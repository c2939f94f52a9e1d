package dialtone.tls;

import dialtone.config.Problems;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLContext;

/// Whom own connections over TLS believe, and what they show.
public final class ClientTls {

    private ClientTls() {}

    /// Reads the files.
    ///
    /// @param section of the configuration keys they came from, which has the keys `ca`,
    ///     `certificate` and `key`
    /// @param ca PEM file with the certificates of those who may have signed the other side's;
    ///     null: whom Java trusts
    /// @param certificate PEM file with what is shown to a server that asks; null for nothing, and
    ///     so is its key then
    /// @return null when something is wrong, which the problems say
    public static @Nullable SSLContext load(
            String section,
            @Nullable Path ca,
            @Nullable Path certificate,
            @Nullable Path key,
            Problems problems) {
        PemFiles files = new PemFiles(section, problems);
        List<X509Certificate> believed =
                ca == null ? null : files.certificates(section + ".ca", ca);
        KeyAndChain own = certificate == null || key == null ? null : files.read(certificate, key);
        if ((believed != null && believed.isEmpty()) || (certificate != null && own == null)) {
            return null;
        }
        try {
            return TlsContexts.of(own, believed);
        } catch (GeneralSecurityException | IOException e) {
            problems.add(section, "cannot be used for TLS: " + e.getMessage());
            return null;
        }
    }
}
