package dialtone.sip.trunk;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Locale;

/// How it stands with a trunk's registration.
///
/// @param words what it means, for people
/// @param until when it ends unless it is refreshed; null while there is none
record RegistrationStatus(State state, String words, @Nullable Instant until) {

    enum State {
        /// The first answer is still to come.
        REGISTERING,
        REGISTERED,
        /// The registrar does not want us.
        REFUSED,
        /// No server answers, or none can help now.
        FAILED;

        /// As metrics and the admin port spell it.
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static RegistrationStatus registering() {
        return new RegistrationStatus(State.REGISTERING, "it is not registered yet", null);
    }
}
