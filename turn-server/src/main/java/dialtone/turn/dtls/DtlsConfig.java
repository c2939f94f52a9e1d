package dialtone.turn.dtls;

import dialtone.config.Problems;

/// How clients reach the relay over DTLS, on the ports for UDP.
///
/// @param enabled whether they do, where there is a certificate
/// @param handshakes that may go on at once
public record DtlsConfig(boolean enabled, int handshakes) {

    public DtlsConfig {
        Problems problems = new Problems();
        problems.require(handshakes > 0, "handshakes", handshakes + " (expected: 1 or more)");
        problems.orThrow();
    }

    public static DtlsConfig defaults() {
        return new DtlsConfig(true, 100);
    }
}
