package dialtone.config;

import java.nio.charset.StandardCharsets;

/// A value that must never be printed: a key, a password, a shared secret.
///
/// @param value the secret itself; never empty
public record Secret(String value) {

    public Secret {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a secret must not be empty");
        }
    }

    /// The UTF-8 bytes that keys are made of.
    public byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
