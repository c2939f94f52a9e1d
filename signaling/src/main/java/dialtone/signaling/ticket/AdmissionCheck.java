package dialtone.signaling.ticket;

import org.jspecify.annotations.Nullable;

/// Decides whether somebody may connect now: by where their page comes from, by their ticket and by
/// how the server is. Asking changes nothing.
@FunctionalInterface
public interface AdmissionCheck {

    /// Looks at one attempt.
    ///
    /// @param origin the `Origin` header of the request; null when it came without one, as programs
    ///     other than browsers do
    /// @param ticket null when none was sent
    Verdict check(@Nullable String origin, @Nullable String ticket);
}
