package dialtone.media.dtls;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// Which end begins, as `a=setup` says it (RFC 4145 section 4, RFC 8842 section 5).
public enum DtlsSetup {
    /// It begins: the client of the handshake.
    ACTIVE,
    /// It waits: the server of the handshake.
    PASSIVE,
    /// It leaves the choice to the answer.
    ACTPASS;

    /// The value that SDP has; null when nobody knows it.
    public static @Nullable DtlsSetup of(String value) {
        for (DtlsSetup setup : values()) {
            if (setup.toString().equalsIgnoreCase(value)) {
                return setup;
            }
        }
        return null;
    }

    /// What the other end answers, or has to be when it was asked.
    public DtlsSetup opposite() {
        return this == ACTIVE ? PASSIVE : ACTIVE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
