package dialtone.tls.acme;

import dialtone.tls.acme.AcmeFailure.Kind;

import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Instant;
import java.util.stream.Collectors;

import javax.net.ssl.SSLException;

/// What the library's exceptions mean, in words.
final class AcmeWords {

    private AcmeWords() {}

    /// What went wrong.
    ///
    /// @param directory the authority's URL
    static AcmeFailure failure(AcmeException e, String directory) {
        Instant notBefore =
                e instanceof AcmeRateLimitedException limited
                        ? limited.getRetryAfter().orElse(null)
                        : null;
        String words =
                switch (e) {
                    case AcmeNetworkException network ->
                            directory + " cannot be reached: " + network(network.getCause());
                    case AcmeUserActionRequiredException wanted ->
                            "the authority wants somebody to do something: "
                                    + text(wanted.getProblem());
                    case AcmeServerException refused ->
                            "the authority refused it: " + text(refused.getProblem());
                    default -> "the authority failed: " + plain(e);
                };
        Kind kind = e instanceof AcmeServerException ? Kind.REFUSED : Kind.UNREACHABLE;
        return new AcmeFailure(kind, words, notBefore, e);
    }

    /// What the library did not understand.
    static AcmeFailure failure(RuntimeException e, String directory) {
        return e.getCause() instanceof AcmeException cause
                ? failure(cause, directory)
                : new AcmeFailure(
                        Kind.REFUSED, "the authority cannot be understood: " + plain(e), null, e);
    }

    private static String network(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UnresolvedAddressException _, UnknownHostException _ -> {
                    return "its host is not known";
                }
                case HttpTimeoutException _ -> {
                    return "it does not answer";
                }
                case SSLException tls -> {
                    return "TLS with it fails: "
                            + plain(tls)
                            + " (an authority of your own is believed by acme.ca)";
                }
                default -> {
                    // What it stands for may be below.
                }
            }
        }
        return thrown instanceof ConnectException ? "it takes no connection" : plain(thrown);
    }

    private static String plain(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "nobody knows why";
        }
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }

    /// What an authority says, with what it says of each name.
    static String text(Problem problem) {
        String whole =
                problem.getDetail()
                        .or(problem::getTitle)
                        .orElseGet(() -> String.valueOf(problem.getType()));
        String parts =
                problem.getSubProblems().stream()
                        .map(AcmeWords::text)
                        .collect(Collectors.joining("; "));
        return parts.isEmpty() ? whole : whole + " (" + parts + ")";
    }
}
