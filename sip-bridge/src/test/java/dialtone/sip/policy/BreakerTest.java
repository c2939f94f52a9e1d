package dialtone.sip.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.EndReason;
import dialtone.signaling.ticket.Ticket;
import dialtone.sip.policy.OpenBreaker.Scope;
import dialtone.sip.policy.Outcome.Allowed;
import dialtone.sip.policy.Outcome.Denied;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// What happens when there are unusually many calls.
class BreakerTest {

    private static final String CUBA = "+5371234567";
    private static final String GERMANY = "+493012345678";
    private static final VolumeConfig ANY = new VolumeConfig(0, 0, Money.ZERO);

    @Test
    void opensForACountryByTheNumberOfCalls() {
        Calls calls = new Calls(Calls.withBreaker(ANY, new VolumeConfig(3, 0, Money.ZERO)));
        Ticket alice = calls.everything("alice");
        for (int i = 0; i < 3; i++) {
            calls.allowed(CUBA, alice).close();
        }

        Denied denied = Calls.denied(calls.dial(CUBA, alice));

        assertThat(denied.label()).isEqualTo("breaker");
        assertThat(denied.reason()).isEqualTo(EndReason.UNREACHABLE);
        assertThat(denied.words()).contains("Cuba");
        assertThat(calls.policy.openBreakers())
                .singleElement()
                .satisfies(
                        open -> {
                            assertThat(open.scope()).isEqualTo(Scope.COUNTRY);
                            assertThat(open.name()).isEqualTo("CU");
                            assertThat(open.words()).isEqualTo("more than 3 calls in an hour");
                        });
        assertThat(openGauge(calls, "country")).isEqualTo(1);
        assertThat(openGauge(calls, "origin")).isZero();
        calls.allowed(GERMANY, alice);
    }

    @Test
    void opensForAnOrigin() {
        Calls calls = new Calls(Calls.withBreaker(new VolumeConfig(2, 0, Money.ZERO), ANY));
        Ticket alice = calls.everything("alice");
        calls.allowed(CUBA, alice).close();
        calls.allowed(GERMANY, alice).close();

        assertThat(Calls.denied(calls.dial(GERMANY, alice)).words()).contains("on this site");
        assertThat(
                        calls.policy.admit(
                                new Attempt(
                                        "c_1",
                                        GERMANY,
                                        null,
                                        alice,
                                        "https://other.example",
                                        "main",
                                        Attempt.Kind.DIAL)))
                .isInstanceOf(Allowed.class);
    }

    @Test
    void opensByTheMinutesOfCallsThatGoOn() {
        Calls calls = new Calls(Calls.withBreaker(ANY, new VolumeConfig(0, 30, Money.ZERO)));
        Ticket alice = calls.everything("alice");
        calls.allowed(CUBA, alice).answered();
        calls.allowed(CUBA, alice).answered();
        calls.clock.pass(Duration.ofMinutes(14));
        calls.allowed(CUBA, alice).close();
        calls.clock.pass(Duration.ofMinutes(1));

        assertThat(Calls.denied(calls.dial(CUBA, alice)).label()).isEqualTo("breaker");
    }

    @Test
    void opensByWhatCallsCostAsSoonAsOneEnds() {
        Calls calls = new Calls(Calls.withBreaker(ANY, new VolumeConfig(0, 0, Money.parse("0.5"))));
        Ticket alice = calls.everything("alice");
        calls.talk(GERMANY, alice, Duration.ofMinutes(4));
        assertThat(calls.policy.openBreakers()).isEmpty();

        calls.talk(GERMANY, alice, Duration.ofMinutes(1));

        assertThat(calls.policy.openBreakers()).extracting(OpenBreaker::name).containsExactly("DE");
    }

    @Test
    void forgetsWhatIsMoreThanAnHourAgo() {
        Calls calls = new Calls(Calls.withBreaker(ANY, new VolumeConfig(2, 0, Money.ZERO)));
        Ticket alice = calls.everything("alice");
        for (int i = 0; i < 10; i++) {
            calls.allowed(CUBA, alice).close();
            calls.clock.pass(Duration.ofMinutes(40));
        }

        assertThat(calls.policy.openBreakers()).isEmpty();
    }

    @Test
    void closesWhenItHasCooledAndCountsAnew() {
        Calls calls = new Calls(Calls.withBreaker(ANY, new VolumeConfig(1, 0, Money.ZERO)));
        Ticket alice = calls.everything("alice");
        calls.allowed(CUBA, alice).close();
        assertThat(calls.dial(CUBA, alice)).isInstanceOf(Denied.class);

        calls.clock.pass(Duration.ofMinutes(59));
        assertThat(calls.dial(CUBA, alice)).isInstanceOf(Denied.class);
        calls.clock.pass(Duration.ofMinutes(1));

        assertThat(openGauge(calls, "country")).isZero();
        calls.allowed(CUBA, alice).close();
        assertThat(calls.dial(CUBA, alice)).isInstanceOf(Denied.class);
    }

    @Test
    void isResetByHand() {
        Calls calls = new Calls(Calls.withBreaker(ANY, new VolumeConfig(1, 0, Money.ZERO)));
        Ticket alice = calls.everything("alice");
        calls.allowed(CUBA, alice).close();
        calls.dial(CUBA, alice);

        assertThat(calls.policy.reset(Scope.COUNTRY, "CU")).isTrue();
        assertThat(calls.policy.reset(Scope.COUNTRY, "CU")).isFalse();
        assertThat(calls.policy.reset(Scope.ORIGIN, "nobody")).isFalse();
        calls.allowed(CUBA, alice);
    }

    @Test
    void lastsUntilItCoolsAlsoWhenItIsSwept() {
        Calls calls = new Calls(Calls.withBreaker(ANY, new VolumeConfig(1, 0, Money.ZERO)));
        Ticket alice = calls.everything("alice");
        calls.allowed(CUBA, alice).close();
        calls.dial(CUBA, alice);
        calls.clock.pass(Duration.ofMinutes(30));
        calls.allowed(GERMANY, alice).close();

        assertThat(calls.dial(CUBA, alice)).isInstanceOf(Denied.class);
    }

    @Test
    void leavesUsualCountriesAlone() {
        Calls calls = new Calls(Calls.withBreaker(ANY, new VolumeConfig(1, 0, Money.ZERO), "DE"));
        Ticket alice = calls.everything("alice");

        for (int i = 0; i < 5; i++) {
            calls.talk(GERMANY, alice, Duration.ofMinutes(1));
        }

        assertThat(calls.policy.openBreakers()).isEmpty();
    }

    private static double openGauge(Calls calls, String scope) {
        return calls.registry.get("dialtone.sip.breaker.open").tag("scope", scope).gauge().value();
    }
}
