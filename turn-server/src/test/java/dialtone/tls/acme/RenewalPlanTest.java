package dialtone.tls.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.tls.acme.AcmeFailure.Kind;
import dialtone.tls.acme.Authority.Suggestion;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class RenewalPlanTest {

    private static final Instant START = TestAcme.START;
    private static final Duration LIFETIME = Duration.ofDays(90);

    private final X509Certificate certificate =
            TestAcme.certificate(START, START.plus(LIFETIME), "call.example.com").certificate();
    private final RenewalPlan plan = new RenewalPlan(new Random(1));

    @Test
    void withoutACertificateItIsTime() {
        assertThat(plan.next()).isBefore(START);
        assertThat(plan.askAt()).isAfter(START.plus(LIFETIME));
    }

    @Test
    void renewsAtTwoThirdsOfTheLifetime() {
        plan.has(certificate, START);

        assertThat(plan.next()).isEqualTo(START.plus(Duration.ofDays(60)));
    }

    @Test
    void renewsWithinTheWindowThatTheAuthoritySuggests() {
        plan.has(certificate, START);
        Instant from = day(20);
        Instant to = day(22);

        plan.suggested(new Suggestion(from, to, null), START);

        Instant chosen = plan.next();
        assertThat(chosen).isBetween(from, to);

        plan.suggested(new Suggestion(from, to, null), day(1));
        assertThat(plan.next()).as("it does not choose twice").isEqualTo(chosen);

        plan.suggested(new Suggestion(day(2), day(2), null), day(3));
        assertThat(plan.next()).as("at once, when the window is past").isBefore(day(3));
    }

    @Test
    void renewsWithATenthLeftWhateverIsSuggested() {
        plan.has(certificate, START);

        plan.suggested(new Suggestion(day(200), day(201), null), START);

        assertThat(plan.next()).isEqualTo(day(81));
    }

    @Test
    void asksForTheAuthoritysOpinionAsOftenAsItSaysWithinReason() {
        plan.has(certificate, START);
        assertThat(plan.askAt()).isEqualTo(START);

        plan.suggested(new Suggestion(day(60), day(61), START.plusSeconds(7200)), START);
        assertThat(plan.askAt()).isEqualTo(START.plusSeconds(7200));

        plan.suggested(new Suggestion(day(60), day(61), START), START);
        assertThat(plan.askAt()).isEqualTo(START.plus(Duration.ofMinutes(1)));

        plan.suggested(new Suggestion(day(60), day(61), day(30)), START);
        assertThat(plan.askAt()).isEqualTo(day(1));

        plan.suggested(null, START);
        assertThat(plan.askAt()).isEqualTo(START.plus(Duration.ofHours(6)));
    }

    @Test
    void callsAnAuthorityThatIsNotReachedSoonAgainAndThenMoreSeldom() {
        assertThat(delays(Kind.UNREACHABLE, 9))
                .extracting(Duration::toSeconds)
                .containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L);
    }

    @Test
    void ordersSlowlyFromAnAuthorityThatSaysNo() {
        assertThat(delays(Kind.REFUSED, 8))
                .extracting(Duration::toMinutes)
                .containsExactly(1L, 3L, 9L, 27L, 81L, 243L, 360L, 360L);
    }

    @Test
    void beginsAnewAfterASuccess() {
        delays(Kind.REFUSED, 5);
        plan.has(certificate, START);

        plan.failed(failure(Kind.REFUSED, null), day(70));

        assertThat(plan.next()).isEqualTo(day(70).plus(Duration.ofMinutes(1)));
    }

    @Test
    void waitsAsLongAsTheAuthorityTells() {
        plan.failed(failure(Kind.REFUSED, day(3)), START);

        assertThat(plan.next()).isEqualTo(day(3));
    }

    @Test
    void goesOnAtOnceWhenItIsAskedTo() {
        plan.failed(failure(Kind.REFUSED, day(3)), START);

        plan.retryAtOnce();

        assertThat(plan.next()).isBefore(START);
    }

    private List<Duration> delays(Kind kind, int count) {
        List<Duration> delays = new ArrayList<>();
        Instant now = START;
        for (int i = 0; i < count; i++) {
            plan.failed(failure(kind, null), now);
            delays.add(Duration.between(now, plan.next()));
            now = plan.next();
        }
        return delays;
    }

    private static AcmeFailure failure(Kind kind, @Nullable Instant notBefore) {
        return new AcmeFailure(kind, "no", notBefore, null);
    }

    private static Instant day(int number) {
        return START.plus(Duration.ofDays(number));
    }
}
