package dialtone.sip.policy;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dialtone.signaling.message.Words;
import dialtone.sip.policy.OpenBreaker.Scope;
import dialtone.sip.policy.Outcome.Allowed;
import dialtone.sip.policy.Outcome.Denied;
import dialtone.sip.policy.Rates.Tariff;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// Lets calls to phones in, or says why not.
///
/// Threading: for any thread. One lock guards all that is counted, so that a limit holds also when
/// many ask at once; nothing is waited for under it.
public final class DialPolicy {

    private static final Logger LOG = LoggerFactory.getLogger(DialPolicy.class);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    /// Of programs that are no pages.
    private static final String NO_ORIGIN = "none";

    private final InstantSource clock;
    private final Duration maxDuration;
    private final Countries countries = new Countries();
    private final Rates rates;
    private final DialRules rules;
    private final PolicyMetrics metrics;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Ceilings ceilings;

    @GuardedBy("lock")
    private final Ledger ledger = new Ledger();

    @GuardedBy("lock")
    private final Breaker origins;

    @GuardedBy("lock")
    private final Breaker places;

    @GuardedBy("lock")
    private Instant sweptAt = Instant.MIN;

    /// A policy that has let nobody in yet.
    public DialPolicy(PolicyConfig config, InstantSource clock, MeterRegistry registry) {
        this.clock = clock;
        maxDuration = config.maxDuration();
        rates = new Rates(config);
        rules = new DialRules(config, countries, rates);
        ceilings = new Ceilings(config);
        BreakerConfig breaker = config.breaker();
        Duration coolDown = breaker.coolDown();
        origins = new Breaker(Scope.ORIGIN, breaker.origin(), coolDown, List.of());
        places = new Breaker(Scope.COUNTRY, breaker.country(), coolDown, breaker.usualCountries());
        metrics = new PolicyMetrics(registry, this::countOpen);
    }

    /// Decides about one call. An [Allowed] one has its place from now on, until the admission is
    /// closed.
    public Outcome admit(Attempt attempt) {
        Outcome outcome = judge(attempt, clock.instant());
        if (outcome instanceof Denied(_, _, String label)) {
            metrics.denied(label);
            LOG.info(
                    "event=sip_call_denied call_id={} reason={} kind={} number={} user={} origin={}"
                            + " trunk={}",
                    attempt.call(),
                    label,
                    attempt.kind(),
                    Masked.number(attempt.number()),
                    Words.quote(attempt.ticket().user()),
                    Words.quote(origin(attempt)),
                    attempt.trunk());
        }
        return outcome;
    }

    private Outcome judge(Attempt attempt, Instant now) {
        PhoneNumber number = PhoneNumber.parse(attempt.number());
        if (number == null) {
            return Denial.NUMBER.because(
                    "This is no phone number: dial it whole, with + and the country's code.");
        }
        Denied refused = rules.refusal(attempt, number, now);
        if (refused != null) {
            return refused;
        }
        synchronized (lock) {
            sweep(now);
            return enter(attempt, number, now);
        }
    }

    @GuardedBy("lock")
    private Outcome enter(Attempt attempt, PhoneNumber number, Instant now) {
        String origin = origin(attempt);
        String place = countries.place(number);
        Denied refused = ceilings.refusal(attempt, origin, now);
        if (refused != null) {
            return refused;
        }
        if (!origins.admits(origin, now)) {
            return Denial.BREAKER.because(
                    "Unusually many calls were made on this site: no more are made for a while.");
        }
        if (place != null && !places.admits(place, now)) {
            return Denial.BREAKER.because(
                    "Unusually many calls went to %s: no more are made for a while."
                            .formatted(Countries.name(place)));
        }
        LiveCall call = reserve(attempt, place, rates.of(number));
        if (call == null) {
            return Denial.SPEND.because("What your ticket may spend on calls is used up.");
        }
        ceilings.begun(attempt, origin, now);
        origins.begun(origin, call, now);
        if (place != null) {
            places.begun(place, call, now);
        }
        return new Allowed(call);
    }

    /// Sets aside what the longest call would cost; null when the budget pays for none.
    @GuardedBy("lock")
    private @Nullable LiveCall reserve(Attempt attempt, @Nullable String place, Tariff tariff) {
        Duration ofTicket = attempt.ticket().limits().maxDuration();
        Duration longest =
                ofTicket != null && ofTicket.compareTo(maxDuration) < 0 ? ofTicket : maxDuration;
        long micros = 0;
        BigDecimal budget = attempt.ticket().limits().spend();
        if (budget != null && tariff.intervalMicros() > 0) {
            long left = ledger.leftMicros(attempt.ticket(), Money.of(budget));
            long intervals = Math.min(tariff.intervals(longest), left / tariff.intervalMicros());
            if (intervals == 0) {
                return null;
            }
            micros = intervals * tariff.intervalMicros();
            Duration paid = Duration.ofSeconds(intervals * tariff.intervalSeconds());
            longest = paid.compareTo(longest) < 0 ? paid : longest;
        }
        if (budget != null) {
            ledger.reserve(attempt.ticket(), micros);
        }
        return new LiveCall(attempt, place, tariff, longest, micros, this::answered, this::ended);
    }

    private void answered(LiveCall call) {
        synchronized (lock) {
            call.markAnswered(clock.instant());
        }
    }

    private void ended(LiveCall call) {
        Instant now = clock.instant();
        synchronized (lock) {
            if (!call.markOver()) {
                return;
            }
            Attempt attempt = call.attempt();
            String origin = origin(attempt);
            String place = call.place();
            ceilings.ended(attempt, origin);
            if (attempt.ticket().limits().spend() != null) {
                ledger.settle(
                        attempt.ticket(), call.reservedMicros(), call.costMicros(Instant.MIN, now));
            }
            origins.ended(origin, call, now);
            if (place != null) {
                places.ended(place, call, now);
            }
        }
    }

    /// What is refused as unusual now.
    public List<OpenBreaker> openBreakers() {
        Instant now = clock.instant();
        synchronized (lock) {
            return Stream.concat(origins.open(now).stream(), places.open(now).stream()).toList();
        }
    }

    /// Lets calls in again, and counts anew.
    ///
    /// @return whether any were refused
    public boolean reset(Scope scope, String name) {
        Instant now = clock.instant();
        synchronized (lock) {
            return switch (scope) {
                case ORIGIN -> origins.reset(name, now);
                case COUNTRY -> places.reset(name, now);
            };
        }
    }

    private int countOpen(Scope scope) {
        return (int) openBreakers().stream().filter(open -> open.scope() == scope).count();
    }

    @GuardedBy("lock")
    private void sweep(Instant now) {
        if (now.isBefore(sweptAt.plus(SWEEP_EVERY))) {
            return;
        }
        sweptAt = now;
        ceilings.sweep(now);
        ledger.sweep(now);
        origins.sweep(now);
        places.sweep(now);
    }

    private static String origin(Attempt attempt) {
        String origin = attempt.origin();
        return origin == null ? NO_ORIGIN : origin;
    }
}
