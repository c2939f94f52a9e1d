package dialtone.sip.policy;

import dialtone.signaling.message.EndReason;

import java.util.Locale;

/// Why a call is not let in.
enum Denial {
    /// It is no number, or none whose country is known.
    NUMBER(EndReason.NOT_FOUND),
    TICKET_EXPIRED(EndReason.FORBIDDEN),
    /// No pattern of the ticket fits.
    DIAL(EndReason.FORBIDDEN),
    /// The ticket, or the server, does not allow the country.
    COUNTRY(EndReason.FORBIDDEN),
    PREMIUM(EndReason.FORBIDDEN),
    /// The operator has denied the prefix.
    PREFIX(EndReason.FORBIDDEN),
    /// The ticket has a budget, and there are no rates to keep it by.
    NO_RATES(EndReason.FORBIDDEN),
    /// What is left of the budget pays for no more call.
    SPEND(EndReason.FORBIDDEN),
    TICKET_CALLS(EndReason.FORBIDDEN),
    USER_CALLS(EndReason.FORBIDDEN),
    ORIGIN_CALLS(EndReason.UNREACHABLE),
    ORIGIN_RATE(EndReason.UNREACHABLE),
    TRUNK_CALLS(EndReason.UNREACHABLE),
    TRUNK_RATE(EndReason.UNREACHABLE),
    BREAKER(EndReason.UNREACHABLE);

    private final EndReason reason;

    Denial(EndReason reason) {
        this.reason = reason;
    }

    /// In metrics and the log.
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Outcome.Denied because(String words) {
        return new Outcome.Denied(reason, words, label());
    }
}
