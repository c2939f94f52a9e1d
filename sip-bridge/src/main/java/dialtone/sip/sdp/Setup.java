package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// Who begins the DTLS handshake (RFC 8842, RFC 4145).
public enum Setup {
    ACTIVE,
    PASSIVE,
    ACTPASS,
    HOLDCONN;

    static @Nullable Setup parse(@Nullable String text) {
        for (Setup setup : values()) {
            if (setup.toString().equalsIgnoreCase(text)) {
                return setup;
            }
        }
        return null;
    }

    /// The attribute's value.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
