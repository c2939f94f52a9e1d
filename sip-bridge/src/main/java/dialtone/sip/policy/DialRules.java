package dialtone.sip.policy;

import dialtone.sip.policy.Outcome.Denied;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What can be said about an attempt by its number and its ticket alone.
///
/// Threading: immutable.
final class DialRules {

    /// As much as where tickets are verified.
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private final Countries countries;
    private final Rates rates;
    private final PremiumNumbers premium;
    private final List<String> allowedCountries;
    private final List<String> deniedPrefixes;

    DialRules(PolicyConfig config, Countries countries, Rates rates) {
        this.countries = countries;
        this.rates = rates;
        premium = new PremiumNumbers(config.allowedPremium());
        allowedCountries = config.countries();
        deniedPrefixes = config.deniedPrefixes();
    }

    /// Why the call must not be made; null when nothing speaks against it.
    @Nullable Denied refusal(Attempt attempt, PhoneNumber number, Instant now) {
        if (now.isAfter(attempt.ticket().expiresAt().plus(CLOCK_SKEW))) {
            return Denial.TICKET_EXPIRED.because("The ticket has expired: begin no more calls.");
        }
        Denied refused = byPattern(attempt, number);
        if (refused == null) {
            refused =
                    allowedCountries.isEmpty()
                            ? null
                            : byCountry(number, allowedCountries, "This server does not call");
        }
        List<String> ofTicket = attempt.ticket().limits().countries();
        if (refused == null && ofTicket != null) {
            refused = byCountry(number, ofTicket, "Your ticket does not allow calls to");
        }
        if (refused == null) {
            refused = byPrice(attempt, number);
        }
        return refused;
    }

    private static @Nullable Denied byPattern(Attempt attempt, PhoneNumber number) {
        String dialed = attempt.dialed();
        boolean isAllowed =
                attempt.ticket().mayDial("tel:" + number.text())
                        && (dialed == null || attempt.ticket().mayDial(dialed));
        return isAllowed
                ? null
                : Denial.DIAL.because("Your ticket does not allow to call this number.");
    }

    private @Nullable Denied byCountry(PhoneNumber number, List<String> allowed, String words) {
        String place = countries.place(number);
        if (place == null || countries.of(number).stream().anyMatch(allowed::contains)) {
            return null;
        }
        return Denial.COUNTRY.because(words + " " + Countries.name(place) + ".");
    }

    private @Nullable Denied byPrice(Attempt attempt, PhoneNumber number) {
        if (deniedPrefixes.stream().anyMatch(number.text()::startsWith)) {
            return Denial.PREFIX.because("This server does not call this number.");
        }
        String kind = premium.kind(number);
        if (kind != null) {
            return Denial.PREMIUM.because(
                    "This server calls no numbers of this kind (%s).".formatted(kind));
        }
        if (attempt.ticket().limits().spend() != null && !rates.areThere()) {
            return Denial.NO_RATES.because(
                    "Your ticket limits what calls may cost, but this server knows no prices.");
        }
        return null;
    }
}
