package dialtone.tls.acme;

import org.jspecify.annotations.Nullable;

import java.io.Serial;
import java.time.Instant;

/// The authority gave no certificate; the message says why, to people.
final class AcmeFailure extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient @Nullable Instant notBefore;

    /// What it is good for to try again.
    enum Kind {
        /// The authority did not hear of it, or did not answer: the next attempt may be soon.
        UNREACHABLE,
        /// It said no. Authorities count that, and after some times they do not listen any more.
        REFUSED
    }

    /// @param notBefore when the authority wants to hear of it again at the earliest; null when it
    ///     did not say
    AcmeFailure(Kind kind, String words, @Nullable Instant notBefore, @Nullable Throwable cause) {
        super(words, cause);
        this.kind = kind;
        this.notBefore = notBefore;
    }

    static AcmeFailure refused(String words) {
        return new AcmeFailure(Kind.REFUSED, words, null, null);
    }

    Kind kind() {
        return kind;
    }

    @Nullable Instant notBefore() {
        return notBefore;
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
