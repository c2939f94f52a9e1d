package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.Event.CallTransferring;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.SipMessage;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

class TransferTest {

    private final TestOffice office = new TestOffice();
    private final TestBrowser alice = office.browser("alice");
    private final String call = alice.invite("tel:+4930123456");
    private final SipRequest invite = office.pickUp(alice);

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void putsAPhoneThroughToAnotherUser() {
        TestBrowser bob = office.browser("bob");

        alice.transfer(call, "user:bob");

        CallIncoming incoming = bob.event(CallIncoming.class);
        assertThat(incoming.from().address()).isEqualTo("tel:+4930123456");
        bob.ring(incoming.call());
        assertThat(alice.event(CallTransferring.class).status()).isEqualTo(180);
        bob.answer(incoming.call(), 0);
        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.TRANSFERRED);
        bob.hangUp(incoming.call());
        office.phone.request("BYE");
    }

    @Test
    void keepsTheCallWhenTheOtherDeclines() {
        TestBrowser bob = office.browser("bob");
        alice.transfer(call, "user:bob");
        CallIncoming incoming = bob.event(CallIncoming.class);

        bob.hangUp(incoming.call());

        assertThat(alice.event(CallTransferring.class).status()).isEqualTo(603);
        alice.hangUp(call);
        office.phone.request("BYE");
    }

    @Test
    void putsAPhoneThroughToAnotherPhone() {
        alice.transfer(call, "tel:+4930777");

        SipRequest second = office.phone.request("INVITE");
        assertThat(second.uri().toString()).startsWith("sip:+4930777@");
        office.phone.respond(second, 200, "q", TestOffice.PHONE);
        office.phone.request("ACK");
        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.TRANSFERRED);

        office.phone.inDialogOf(second, "q", "BYE", 1, null);

        // Its own 200, and the BYE to the first phone, in either order.
        assertThat(List.of(office.phone.receive(), office.phone.receive()))
                .anyMatch(TransferTest::isBye);
    }

    private static boolean isBye(SipMessage message) {
        return message instanceof SipRequest request && request.is("BYE");
    }

    @Test
    void putsNobodyThroughToAnExpensiveNumber() {
        alice.transfer(call, "tel:+49900123456");

        assertThat(alice.event(CallTransferring.class).status()).isEqualTo(403);
    }

    @Test
    void joinsTwoPhones() {
        String second = alice.invite("tel:+4930777");
        SipRequest secondInvite = office.phone.request("INVITE");
        office.phone.respond(secondInvite, 200, "q", TestOffice.PHONE);
        office.phone.request("ACK");
        alice.event(CallAnswered.class);

        alice.transferToCall(call, second);

        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.TRANSFERRED);
        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.TRANSFERRED);
        office.phone.inDialogOf(secondInvite, "q", "BYE", 1, null);
        assertThat(List.of(office.phone.receive(), office.phone.receive()))
                .anyMatch(TransferTest::isBye);
    }

    @Test
    void joinsAPhoneWithOneThatHasCalled() {
        office.phone.inviteTo("+4930111", TestOffice.PHONE);
        CallIncoming incoming = alice.event(CallIncoming.class);
        alice.answer(incoming.call(), 0);
        SipResponse answer = office.confirm();

        alice.transferToCall(call, incoming.call());

        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.TRANSFERRED);
        office.phone.inDialogOf(answer, "BYE", 2, null);
        assertThat(List.of(office.phone.receive(), office.phone.receive()))
                .anyMatch(TransferTest::isBye);
    }

    @Test
    void endsWhenATransferFailsWhoseAskerHasLeft() {
        office.phone.inDialogOf(
                invite,
                "p",
                "REFER",
                1,
                null,
                new Header(HeaderName.REFER_TO, "<sip:+4930888@127.0.0.1>"));
        List<SipMessage> both = afterRefer();
        office.phone.respond(request(both, "NOTIFY"), 200, "p", null);
        office.phone.inDialogOf(invite, "p", "BYE", 2, null);
        office.phone.response(200);

        office.phone.respond(request(both, "INVITE"), 486, "q", null);

        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.HANGUP);
    }

    @Test
    void letsAPhonePutTheBrowserThrough() {
        office.phone.inDialogOf(
                invite,
                "p",
                "REFER",
                1,
                null,
                new Header(HeaderName.REFER_TO, "<sip:+4930888@127.0.0.1>"));
        List<SipMessage> both = afterRefer();
        SipRequest trying = request(both, "NOTIFY");
        assertThat(trying.body().text()).startsWith("SIP/2.0 100");
        office.phone.respond(trying, 200, "p", null);

        SipRequest second = request(both, "INVITE");
        assertThat(second.uri().toString()).startsWith("sip:+4930888@");
        office.phone.respond(second, 200, "q", TestOffice.PHONE);

        SipMessage one = office.phone.receive();
        SipMessage other = office.phone.receive();
        SipMessage third = office.phone.receive();
        assertThat(List.of(one, other, third))
                .anyMatch(each -> each instanceof SipRequest ack && ack.is("ACK"))
                .anyMatch(
                        each ->
                                each instanceof SipRequest done
                                        && done.is("NOTIFY")
                                        && done.body().text().startsWith("SIP/2.0 200"));
    }

    /// The 202, a NOTIFY and the INVITE to the new number, which come in any order.
    private List<SipMessage> afterRefer() {
        List<SipMessage> messages =
                List.of(office.phone.receive(), office.phone.receive(), office.phone.receive());
        assertThat(messages)
                .anyMatch(
                        each ->
                                each instanceof SipResponse accepted
                                        && accepted.status() == 202
                                        && accepted.cSeq().method().equals("REFER"));
        return messages;
    }

    private static SipRequest request(List<SipMessage> messages, String method) {
        return messages.stream()
                .filter(each -> each instanceof SipRequest request && request.is(method))
                .map(SipRequest.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private SipRequest notified() {
        SipRequest notify = office.phone.request("NOTIFY");
        office.phone.respond(notify, 200, "p", null);
        return notify;
    }

    @Test
    void doesNotLetAPhonePutTheBrowserThroughToAnExpensiveNumber() {
        office.phone.inDialogOf(
                invite,
                "p",
                "REFER",
                1,
                null,
                new Header(HeaderName.REFER_TO, "<sip:+49900123456@127.0.0.1>"));
        office.phone.response(202);
        notified();

        assertThat(notified().body().text()).startsWith("SIP/2.0 403");
    }
}
