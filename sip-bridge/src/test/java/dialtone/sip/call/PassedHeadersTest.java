package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dialtone.signaling.message.Event.CallIncoming;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.SipRequest;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Headers that go through between browsers and a trunk, and those that do not.
class PassedHeadersTest {

    private static final HeaderName ORDER = HeaderName.of("X-Order");
    private static final String NUMBER = "tel:+4930123456";

    @AutoClose
    private final TestOffice office = new TestOffice(TestTrunk.passing("X-Order", "User-to-User"));

    private final TestBrowser alice = office.browser("alice");

    private double dropped() {
        return office.registry
                .get("dialtone.sip.dropped.headers")
                .tag("trunk", "carrier")
                .functionCounter()
                .count();
    }

    @Test
    void reachTheTrunkWhenItsOperatorListsThem() {
        alice.invite(NUMBER, "{'x-order':'47 ü','X-Secret':'1','Subject':'2'}");

        SipRequest invite = office.phone.request("INVITE");

        assertThat(invite.headers().values(ORDER)).containsExactly("47 ü");
        assertThat(invite.headers().has(HeaderName.of("X-Secret"))).isFalse();
        assertThat(invite.headers().has(HeaderName.SUBJECT)).isFalse();
        assertThat(dropped()).isEqualTo(2);
    }

    @Test
    void reachTheNumberThatACallIsRedirectedTo() {
        alice.invite(NUMBER, "{'X-Order':'4711'}");
        office.phone.respond(
                office.phone.request("INVITE"),
                302,
                "p",
                null,
                new Header(HeaderName.CONTACT, "<sip:+4930999@127.0.0.1>"));
        office.phone.request("ACK");

        SipRequest invite = office.phone.request("INVITE");

        assertThat(invite.headers().first(ORDER)).isEqualTo("4711");
    }

    @Test
    void doNotReachThePhoneThatACallIsTransferredTo() {
        String call = alice.invite(NUMBER, "{'X-Order':'4711'}");
        office.pickUp(alice);

        alice.transfer(call, "tel:+4930777");

        assertThat(office.phone.request("INVITE").headers().has(ORDER)).isFalse();
    }

    @Test
    void areToldTheBrowserByTheOperatorsNames() {
        office.phone.inviteTo(
                "+4930111",
                TestOffice.PHONE,
                new Header(HeaderName.of("x-ORDER"), "4711"),
                new Header(HeaderName.of("X-Secret"), "1"),
                new Header(ORDER, "4712"));

        CallIncoming incoming = alice.event(CallIncoming.class);

        assertThat(incoming.details().headers()).containsExactly(entry("X-Order", "4711, 4712"));
    }

    @Test
    void areToldThePersonThatAPhoneIsPutThroughTo() {
        TestBrowser bob = office.browser("bob");
        office.phone.inviteTo("+4930111", TestOffice.PHONE, new Header(ORDER, "4711"));
        String call = alice.event(CallIncoming.class).call();
        alice.answer(call, 0);
        office.confirm();

        alice.transfer(call, "user:bob");

        assertThat(bob.event(CallIncoming.class).details().headers())
                .containsExactly(entry("X-Order", "4711"));
    }

    @Test
    void areLeftOutWhenTheyAreTooLong() {
        office.phone.inviteTo("+4930111", TestOffice.PHONE, new Header(ORDER, "x".repeat(513)));

        assertThat(alice.event(CallIncoming.class).details().headers()).isEmpty();
        assertThat(dropped()).isOne();
    }

    @Test
    void ofAnotherTrunkGoNowhere() {
        try (TestOffice strict = new TestOffice()) {
            TestBrowser carol = strict.browser("alice");
            carol.invite(NUMBER, "{'X-Order':'4711'}");
            List<Header> headers = strict.phone.request("INVITE").headers().all();

            assertThat(headers).noneMatch(each -> each.name().equals(ORDER));
        }
    }
}
