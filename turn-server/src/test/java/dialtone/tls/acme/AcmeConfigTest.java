package dialtone.tls.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dialtone.config.InvalidConfigException;
import dialtone.config.Problems;
import dialtone.config.Problems.Problem;
import dialtone.config.Secret;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

class AcmeConfigTest {

    private static final String DIRECTORY = "https://acme.example.com/directory";

    @ParameterizedTest
    @ValueSource(
            strings = {"call.example.com", "localhost", "xn--rksmrgs-5wao1o.example", "4u.org"})
    void takesHostNames(String domain) {
        assertThat(config(List.of(domain), null, true, DIRECTORY, null, null).isUsed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*.example.com",
                "203.0.113.7",
                "call.example.com:443",
                "https://call.example.com",
                "call..example.com",
                "-call.example.com",
                "räksmörgås.example",
                ""
            })
    void refusesWhatIsNoHostNameThatCanBeProven(String domain) {
        assertThat(problems(List.of(domain), null, true, DIRECTORY, null, null))
                .singleElement()
                .satisfies(problem -> assertThat(problem.key()).isEqualTo("domains"));
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThat(
                        problems(
                                List.of("call.example.com"),
                                "nobody",
                                false,
                                "http://acme.example.com",
                                null,
                                "no base64 at all!"))
                .extracting(Problem::key)
                .containsExactly("agree-terms", "email", "directory", "eab-key-id", "eab-mac-key");
    }

    @Test
    void tellsThatNamesAreMissingWhenTheRestIsThere() {
        assertThat(problems(List.of(), "admin@example.com", true, DIRECTORY, null, null))
                .extracting(Problem::key)
                .containsExactly("domains");
    }

    @Test
    void isNotUsedByDefault() {
        assertThat(AcmeConfig.defaults().isUsed()).isFalse();
    }

    @Test
    void oneCertificateIsEnough() {
        AcmeConfig used = config(List.of("call.example.com"), null, true, DIRECTORY, null, null);
        Problems problems = new Problems();

        used.requireAlone(null, "turn.tls.certificate", problems);
        AcmeConfig.defaults().requireAlone(Path.of("a.pem"), "turn.tls.certificate", problems);
        assertThat(problems.found()).isEmpty();

        used.requireAlone(Path.of("a.pem"), "turn.tls.certificate", problems);
        assertThat(problems.found()).extracting(Problem::key).contains("turn.tls.certificate");
    }

    @Test
    void doesNotPrintItsSecret() {
        AcmeConfig config =
                config(List.of("call.example.com"), null, true, DIRECTORY, "kid", "aHVzaA");

        assertThat(config.toString()).doesNotContain("aHVzaA");
    }

    private static List<Problem> problems(
            List<String> domains,
            @Nullable String email,
            boolean agreeTerms,
            String directory,
            @Nullable String keyId,
            @Nullable String macKey) {
        return catchThrowableOfType(
                        InvalidConfigException.class,
                        () -> config(domains, email, agreeTerms, directory, keyId, macKey))
                .problems();
    }

    private static AcmeConfig config(
            List<String> domains,
            @Nullable String email,
            boolean agreeTerms,
            String directory,
            @Nullable String keyId,
            @Nullable String macKey) {
        return new AcmeConfig(
                domains,
                email,
                agreeTerms,
                directory,
                Path.of("acme"),
                null,
                keyId,
                macKey == null ? null : new Secret(macKey));
    }
}
