package dialtone.signaling;

import dialtone.config.Durations;
import dialtone.config.Problems;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;

/// Whether the port of browsers speaks HTTPS. With a certificate it speaks nothing else.
///
/// @param certificate a PEM file: the server's certificate, then those of who signed it; null for
///     plain HTTP
/// @param key a PEM file with its key, not encrypted
/// @param http2 whether it speaks HTTP/2 with those who ask for it
/// @param handshakes that may go on at once
/// @param handshakeTimeout how long one may take
public record SignalingTlsConfig(
        @Nullable Path certificate,
        @Nullable Path key,
        boolean http2,
        int handshakes,
        Duration handshakeTimeout) {

    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

    public SignalingTlsConfig {
        Problems problems = new Problems();
        problems.require(
                certificate == null || key != null, "key", "is missing (expected: a PEM file)");
        problems.require(
                key == null || certificate != null,
                "certificate",
                "is missing (expected: a PEM file)");
        problems.require(handshakes > 0, "handshakes", handshakes + " (expected: 1 or more)");
        problems.require(
                handshakeTimeout.isPositive() && handshakeTimeout.compareTo(MAX_TIMEOUT) <= 0,
                "handshake-timeout",
                Durations.text(handshakeTimeout) + " (expected: up to 1m)");
        problems.orThrow();
    }

    /// Plain HTTP.
    public static SignalingTlsConfig defaults() {
        return new SignalingTlsConfig(null, null, true, 200, Duration.ofSeconds(10));
    }
}
