package dialtone.tls.acme;

import dialtone.tls.KeyAndChain;
import dialtone.tls.SelfSigned;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What is shown until there is a certificate: one that signs itself, and whose name says so to who
/// looks at it. Nobody believes it.
final class StandIn {

    private static final String NAME = "CN=Dialtone waits for its certificate";
    private static final Duration LIFETIME = Duration.ofDays(3650);

    private StandIn() {}

    static KeyAndChain make(List<String> domains, Instant now) {
        return SelfSigned.make(NAME, domains, now, LIFETIME);
    }
}
