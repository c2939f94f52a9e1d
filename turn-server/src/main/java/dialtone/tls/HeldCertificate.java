package dialtone.tls;

import dialtone.config.Problems.Problem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.SSLContext;

/// A certificate that another part of the program gets and renews. Until it has the first one, a
/// stand-in is shown that nobody has signed.
///
/// Threading: for any thread.
public final class HeldCertificate implements TlsCertificate {

    private final String hostName;
    private final Runnable onReload;
    private final Challenges challenges = new Challenges();
    private volatile Current current;

    private record Current(KeyAndChain keyAndChain, SSLContext context, boolean isStandIn) {}

    /// Holds a stand-in.
    ///
    /// @param hostName that browsers call this server by
    /// @param onReload is run when somebody wants a new certificate looked for; must not wait
    public HeldCertificate(String hostName, KeyAndChain standIn, Runnable onReload) {
        this.hostName = hostName;
        this.onReload = onReload;
        current = current(standIn, true);
    }

    private Current current(KeyAndChain keyAndChain, boolean isStandIn) {
        try {
            return new Current(keyAndChain, TlsContexts.of(keyAndChain, challenges), isStandIn);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "the certificate cannot be used for TLS: " + e.getMessage(), e);
        }
    }

    /// Shows this one from now on.
    ///
    /// @throws IllegalArgumentException when TLS cannot be had with it; the one before stays
    public void use(KeyAndChain keyAndChain) {
        current = current(keyAndChain, false);
    }

    /// What an authority is shown that asks whether the names are ours.
    public Challenges challenges() {
        return challenges;
    }

    @Override
    public boolean isChallenged() {
        return challenges.isOpen();
    }

    @Override
    public List<Problem> reload() {
        onReload.run();
        return List.of();
    }

    /// It is renewed by who holds it.
    @Override
    public List<Problem> reloadIfChanged() {
        return List.of();
    }

    @Override
    public @Nullable Instant expires() {
        Current now = current;
        return now.isStandIn ? null : now.keyAndChain.certificate().getNotAfter().toInstant();
    }

    @Override
    public String hostName() {
        return hostName;
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
