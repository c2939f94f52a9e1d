package dialtone.sip.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.EndReason;
import dialtone.signaling.ticket.DialLimits;
import dialtone.signaling.ticket.Ticket;
import dialtone.sip.policy.Attempt.Kind;
import dialtone.sip.policy.Outcome.Denied;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

/// What is decided by the number and the ticket alone.
class DialRulesTest {

    private final Calls calls = new Calls(PolicyConfig.defaults());

    @ParameterizedTest
    @ValueSource(strings = {"+493012345678", "112", "*21#", "+18005551234"})
    void letsOrdinaryNumbersIn(String number) {
        assertThat(calls.dial(number, calls.everything("alice")))
                .isInstanceOf(Outcome.Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "+0493012345678",
                "00493012345678",
                "0049",
                "03012345678",
                "+49 30 123",
                "+4930123456789012",
                "alice",
                "+49\n30"
            })
    void refusesWhatMightBeInAnyCountry(String number) {
        Denied denied = Calls.denied(calls.dial(number, calls.everything("alice")));

        assertThat(denied.label()).isEqualTo("number");
        assertThat(denied.reason()).isEqualTo(EndReason.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({
        "+19005551234, premium rate",
        "+12129765555, premium rate",
        "+4990012345, premium rate",
        "+491805123456, shared cost",
        "+449098765432, premium rate",
        "+448712345678, shared cost",
        "+447012345678, personal",
        "+33899123456, premium rate",
        "+43930123456, premium rate",
        "+41901123456, premium rate",
        "+881612345678, satellite",
        "+8821612345, networks",
        "+870773123456, Inmarsat",
        "+979123456789, premium rate"
    })
    void refusesPremiumNumbers(String number, String kind) {
        Denied denied = Calls.denied(calls.dial(number, calls.everything("alice")));

        assertThat(denied.label()).isEqualTo("premium");
        assertThat(denied.reason()).isEqualTo(EndReason.FORBIDDEN);
        assertThat(denied.words()).contains(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+441189123456",
                "+353155512345",
                "+497113456789",
                "+497031123456",
                "+43112345678",
                "+421901234567",
                "+31180123456",
                "+911902123456",
                "+12129751234"
            })
    void takesNoOrdinaryNumberForAPremiumOne(String number) {
        assertThat(calls.dial(number, calls.everything("alice")))
                .isInstanceOf(Outcome.Allowed.class);
    }

    @Test
    void letsTheOperatorAllowAndDenyPrefixes() {
        PolicyConfig plain = PolicyConfig.defaults();
        Calls configured =
                new Calls(
                        new PolicyConfig(
                                List.of("DE"),
                                List.of("+49180"),
                                List.of("+49301"),
                                plain.maxDuration(),
                                4,
                                100,
                                60,
                                100,
                                120,
                                plain.rates(),
                                plain.defaultRate(),
                                plain.billingInterval(),
                                plain.breaker()));
        Ticket alice = configured.everything("alice");

        assertThat(configured.dial("+491805123456", alice)).isInstanceOf(Outcome.Allowed.class);
        assertThat(Calls.denied(configured.dial("+49900123456", alice)).label())
                .isEqualTo("premium");
        assertThat(Calls.denied(configured.dial("+493012345678", alice)).label())
                .isEqualTo("prefix");
        Denied abroad = Calls.denied(configured.dial("+431234567", alice));
        assertThat(abroad.label()).isEqualTo("country");
        assertThat(abroad.words()).contains("Austria");
    }

    @ParameterizedTest
    @CsvSource({
        "US, +12125551234, true",
        "US, +18765551234, false",
        "US, +14165551234, false",
        "CA, +14165551234, true",
        "JM, +18765551234, true",
        "RU, +74951234567, true",
        "RU, +77011234567, false",
        "KZ, +77011234567, true",
        "GB, +441481123456, false",
        "GG, +441481123456, true",
        "VA, +39066981234, true",
        "IT, +390612345678, true",
        "BL, +590590123456, true",
        "GP, +590590123456, true",
        "DE, +80012345678, false",
        "DE, 112, true"
    })
    void keepsToTheCountriesOfTheTicket(String country, String number, boolean isAllowed) {
        DialLimits limits = new DialLimits(List.of(country), null, null, null, null);

        Outcome outcome = calls.dial(number, calls.ticket("alice", limits, "*"));

        assertThat(outcome instanceof Outcome.Allowed).isEqualTo(isAllowed);
        if (outcome instanceof Denied denied) {
            assertThat(denied.label()).isEqualTo("country");
        }
    }

    @Test
    void callsNowhereWithAnEmptyListOfCountries() {
        DialLimits nowhere = new DialLimits(List.of(), null, null, null, null);

        Denied denied =
                Calls.denied(
                        calls.dial("+493012345678", calls.ticket("alice", nowhere, "tel:+49*")));

        assertThat(denied.words()).isEqualTo("Your ticket does not allow calls to Germany.");
    }

    @Test
    void checksThePatternsAgainstTheNumberThatGoesOut() {
        Ticket national = calls.ticket("alice", DialLimits.NONE, "tel:0*");

        Outcome outcome =
                calls.policy.admit(
                        new Attempt(
                                "c_1",
                                "+5312345678",
                                "tel:005312345678",
                                national,
                                null,
                                "main",
                                Kind.DIAL));

        assertThat(Calls.denied(outcome).label()).isEqualTo("dial");
    }

    @Test
    void checksThePatternsAgainstWhatWasDialed() {
        Ticket germany = calls.ticket("alice", DialLimits.NONE, "tel:+49*");

        Outcome outcome =
                calls.policy.admit(
                        new Attempt(
                                "c_1",
                                "+493012345678",
                                "tel:03012345678",
                                germany,
                                null,
                                "main",
                                Kind.DIAL));

        assertThat(Calls.denied(outcome).label()).isEqualTo("dial");
        assertThat(calls.dial("+493012345678", germany)).isInstanceOf(Outcome.Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRANSFER", "REDIRECT"})
    void holdsTransfersAndRedirectionsToTheTicket(Kind kind) {
        Ticket germany = calls.ticket("alice", DialLimits.NONE, "tel:+49*");

        Outcome outcome =
                calls.policy.admit(
                        new Attempt("c_1", "+18765551234", null, germany, null, "main", kind));

        assertThat(Calls.denied(outcome).label()).isEqualTo("dial");
    }

    @Test
    void beginsNothingWithAnExpiredTicket() {
        Ticket alice = calls.everything("alice");
        calls.clock.pass(Duration.ofHours(12).plusSeconds(31));

        assertThat(Calls.denied(calls.dial("+493012345678", alice)).label())
                .isEqualTo("ticket-expired");
    }

    @Test
    void refusesABudgetThatNobodyCanKeep() {
        Ticket alice = calls.ticket("alice", Calls.spend("5", null), "*");

        Denied denied = Calls.denied(calls.dial("+493012345678", alice));

        assertThat(denied.label()).isEqualTo("no-rates");
        assertThat(denied.words()).contains("knows no prices");
    }

    @Test
    void countsWhatItRefuses() {
        calls.dial("+19005551234", calls.everything("alice"));

        assertThat(
                        calls.registry
                                .get("dialtone.sip.calls.denied")
                                .tag("reason", "premium")
                                .counter()
                                .count())
                .isEqualTo(1);
    }
}
