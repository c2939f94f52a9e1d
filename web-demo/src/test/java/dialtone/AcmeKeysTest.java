package dialtone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dialtone.config.ConfigLoader;
import dialtone.config.InvalidConfigException;
import dialtone.config.Sources;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// How the keys of ACME go with those of certificates in files.
class AcmeKeysTest {

    private static final String DOMAINS = "DIALTONE_ACME_DOMAINS";
    private static final String AGREED = "DIALTONE_ACME_AGREE_TERMS";
    private static final String TLS_LISTEN = "DIALTONE_TURN_TLS_LISTEN";

    @Test
    void aPortForTlsNeedsNoFiles() {
        Map<String, String> environment =
                Map.of(
                        DOMAINS,
                        "call.example.com,www.example.com",
                        AGREED,
                        "true",
                        TLS_LISTEN,
                        "127.0.0.1:0");

        DialtoneConfig config = load(environment);

        assertThat(config.acme().domains()).containsExactly("call.example.com", "www.example.com");
        assertThat(config.turn().tls().listen()).hasSize(1);
    }

    @Test
    void aPortForTlsNeedsACertificateFromSomewhere() {
        assertThat(problems(Map.of(TLS_LISTEN, "127.0.0.1:0")))
                .singleElement()
                .asString()
                .contains("turn.tls.listen: needs a certificate");
    }

    @Test
    void oneCertificateIsEnough() {
        Map<String, String> environment =
                Map.of(
                        DOMAINS,
                        "call.example.com",
                        AGREED,
                        "true",
                        "DIALTONE_SIGNALING_TLS_CERTIFICATE",
                        "a.pem",
                        "DIALTONE_SIGNALING_TLS_KEY",
                        "a.pem",
                        "DIALTONE_TURN_TLS_CERTIFICATE",
                        "a.pem",
                        "DIALTONE_TURN_TLS_KEY",
                        "a.pem");

        assertThat(problems(environment))
                .satisfiesExactly(
                        one -> assertThat(one).contains("signaling.tls.certificate: there is a"),
                        two -> assertThat(two).contains("turn.tls.certificate: there is a"));
    }

    @Test
    void termsAreToBeAgreedTo() {
        assertThat(problems(Map.of(DOMAINS, "call.example.com")))
                .singleElement()
                .asString()
                .contains("acme.agree-terms: is false");
    }

    private static List<String> problems(Map<String, String> environment) {
        return catchThrowableOfType(InvalidConfigException.class, () -> load(environment))
                .problems()
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static DialtoneConfig load(Map<String, String> environment) {
        return new ConfigLoader<>(DialtoneConfig.defaults(), Set.of())
                .load(new Sources(null, environment, List.of(), List.of()))
                .config();
    }
}
