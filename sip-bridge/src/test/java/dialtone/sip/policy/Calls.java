package dialtone.sip.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.ticket.DialLimits;
import dialtone.signaling.ticket.Ticket;
import dialtone.sip.policy.Attempt.Kind;
import dialtone.sip.policy.Outcome.Allowed;
import dialtone.sip.policy.Outcome.Denied;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A policy, and the calls that a test makes by it.
final class Calls {

    private static final VolumeConfig ANY = new VolumeConfig(0, 0, Money.ZERO);

    static final String SITE = "https://shop.example.com";

    final TestClock clock = new TestClock();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final DialPolicy policy;

    Calls(PolicyConfig config) {
        policy = new DialPolicy(config, clock, registry);
    }

    static PolicyConfig config(int perUser, int perOrigin, int perTrunk, int perMinute) {
        return new PolicyConfig(
                List.of(),
                List.of(),
                List.of(),
                Duration.ofHours(4),
                perUser,
                perOrigin,
                perMinute,
                perTrunk,
                perMinute,
                Map.of(),
                Money.parse("1"),
                Duration.ofMinutes(1),
                new BreakerConfig(ANY, ANY, List.of(), Duration.ofHours(1)));
    }

    static PolicyConfig withRates(String defaultRate, Map<String, String> rates) {
        return with(defaultRate, rates, BreakerConfig.defaults());
    }

    static PolicyConfig withBreaker(VolumeConfig origin, VolumeConfig country, String... usual) {
        return with(
                "1",
                Map.of("+49", "0.1"),
                new BreakerConfig(origin, country, List.of(usual), Duration.ofHours(1)));
    }

    private static PolicyConfig with(
            String defaultRate, Map<String, String> rates, BreakerConfig breaker) {
        Map<String, Money> table = new HashMap<>();
        rates.forEach((prefix, rate) -> table.put(prefix, Money.parse(rate)));
        return new PolicyConfig(
                List.of(),
                List.of(),
                List.of(),
                Duration.ofHours(4),
                10_000,
                10_000,
                10_000,
                10_000,
                10_000,
                table,
                Money.parse(defaultRate),
                Duration.ofMinutes(1),
                breaker);
    }

    Ticket ticket(String user, DialLimits limits, String... dial) {
        return new Ticket(
                user,
                null,
                List.of(),
                List.of(dial),
                clock.instant().plus(Duration.ofHours(12)),
                limits);
    }

    Ticket everything(String user) {
        return ticket(user, DialLimits.NONE, "*");
    }

    static DialLimits spend(String amount, @Nullable String id) {
        return new DialLimits(null, null, null, new BigDecimal(amount), id);
    }

    Outcome dial(String number, Ticket ticket) {
        return policy.admit(new Attempt("c_1", number, null, ticket, SITE, "main", Kind.DIAL));
    }

    Admission allowed(String number, Ticket ticket) {
        return allowed(dial(number, ticket));
    }

    static Admission allowed(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Allowed.class);
        return ((Allowed) outcome).admission();
    }

    static Denied denied(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Denied.class);
        return (Denied) outcome;
    }

    /// A call that is answered at once and lasts so long.
    void talk(String number, Ticket ticket, Duration duration) {
        try (Admission call = allowed(number, ticket)) {
            call.answered();
            clock.pass(duration);
        }
    }
}
