package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Event.CallIncoming;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A trunk that sees another address of us than we have.
class BehindNatTest {

    private static final String SEEN = "203.0.113.5";

    @AutoClose private final TestOffice office = new TestOffice(TestTrunk.pinged());
    private final TestBrowser alice = office.browser("alice");

    @BeforeEach
    void beSeen() {
        SipRequest ping = office.phone.request("OPTIONS");
        SipResponse response = SipResponse.to(ping, 200, "OK", "phone");
        office.phone.send(
                response.withHeaders(
                        response.headers().toBuilder()
                                .set(
                                        HeaderName.VIA,
                                        ping.topVia().with("received", SEEN).with("rport", "4444"))
                                .build()));
        office.awaitTrunk("it answers");
    }

    private static String contact(NameAddress contact) {
        return contact.uri().toString();
    }

    @Test
    void isToldThatAddressInCallsToIt() {
        alice.invite("tel:+4930123456");

        SipRequest invite = office.phone.request("INVITE");

        assertThat(contact(invite.contacts().getFirst())).endsWith("@" + SEEN + ":4444");
        assertThat(invite.body().text()).contains("c=IN IP4 " + SEEN).doesNotContain("127.0.0.1");
        assertThat(invite.from().uri().toString()).endsWith("@" + SEEN);
    }

    @Test
    void isToldThatAddressInCallsFromIt() {
        office.phone.inviteTo("+4930111", TestOffice.PHONE);
        CallIncoming incoming = alice.event(CallIncoming.class);

        alice.answer(incoming.call(), 0);

        SipResponse answer = office.phone.response(200);
        assertThat(contact(answer.contacts().getFirst())).endsWith("@" + SEEN + ":4444");
        assertThat(answer.body().text()).contains("c=IN IP4 " + SEEN);
    }

    @Test
    void isTheOnlyOneThatIsToldIt() {
        office.backup.request("OPTIONS");
        alice.invite("tel:+4930123456");
        office.phone.respond(office.phone.request("INVITE"), 503, "p", null);

        SipRequest invite = office.backup.request("INVITE");

        assertThat(contact(invite.contacts().getFirst())).contains("@127.0.0.1:");
        assertThat(invite.body().text()).contains("c=IN IP4 127.0.0.1");
    }
}
