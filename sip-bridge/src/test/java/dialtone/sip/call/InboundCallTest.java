package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.RAck;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.record.CallRecord;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Objects;

class InboundCallTest {

    private static final String NUMBER = "+4930111";

    private final TestOffice office = new TestOffice();

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void ringsAndTalks() {
        TestBrowser alice = office.browser("alice");

        office.phone.inviteTo(
                NUMBER,
                TestOffice.PHONE,
                new Header(HeaderName.P_ASSERTED_IDENTITY, "\"Ben\" <sip:+4930222@127.0.0.1>"));

        CallIncoming incoming = alice.event(CallIncoming.class);
        assertThat(incoming.from().address()).isEqualTo("tel:+4930222");
        assertThat(TestBrowser.sdp(incoming.offer()))
                .contains("a=ice-lite")
                .containsPattern("m=audio \\d+ UDP/TLS/RTP/SAVPF 0 ");
        alice.ring(incoming.call());
        office.phone.response(180);
        alice.answer(incoming.call(), 0);
        SipResponse answer = office.phone.response(200);
        assertThat(answer.body().text()).contains("RTP/AVP 0 101");
        office.phone.inDialogOf(answer, "ACK", 1, null);

        office.phone.inDialogOf(answer, "BYE", 2, null);

        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.HANGUP);
        CallRecord record = office.record();
        assertThat(record.direction()).isEqualTo(CallRecord.Direction.INBOUND);
        assertThat(record.to()).isEqualTo("user:alice");
        assertThat(record.from()).isEqualTo("tel:+4930222");
        assertThat(record.trunk()).isEqualTo("carrier");
        assertThat(record.number()).isEqualTo("+4930222");
    }

    @Test
    void showsNobodyWhoDoesNotWantToBeShown() {
        TestBrowser alice = office.browser("alice");

        office.phone.inviteTo(
                NUMBER,
                TestOffice.PHONE,
                new Header(HeaderName.P_ASSERTED_IDENTITY, "<sip:+4930222@127.0.0.1>"),
                new Header(HeaderName.PRIVACY, "id"));

        assertThat(alice.event(CallIncoming.class).from().address()).isEqualTo("tel:anonymous");
    }

    @Test
    void offersWithTheRingingToAPhoneThatOffersNothing() {
        TestBrowser alice = office.browser("alice");
        office.phone.inviteTo(NUMBER, null, new Header(HeaderName.SUPPORTED, "100rel"));
        CallIncoming incoming = alice.event(CallIncoming.class);
        alice.ring(incoming.call());
        SipResponse ringing = office.phone.response(180);
        assertThat(ringing.body().text()).contains("m=audio");

        String acknowledged =
                new RAck(Objects.requireNonNull(ringing.rSeq()), 1, "INVITE").toString();
        office.phone.inDialogOf(
                ringing, "PRACK", 2, TestOffice.PHONE, new Header(HeaderName.RACK, acknowledged));
        office.phone.response(200);
        alice.answer(incoming.call(), 0);

        SipResponse answer = office.phone.response(200);
        assertThat(answer.body().isEmpty()).isTrue();
        office.phone.inDialogOf(answer, "ACK", 1, null);
        office.phone.inDialogOf(answer, "BYE", 3, null);
        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.HANGUP);
        assertThat(office.record().media().phoneCodec()).isEqualTo("PCMU");
    }

    @Test
    void ringsEveryBrowserAndOneAnswers() {
        TestBrowser desk = office.browser("alice");
        TestBrowser mobile = office.browser("alice");
        office.phone.inviteTo(NUMBER, TestOffice.PHONE);
        desk.event(CallIncoming.class);
        CallIncoming incoming = mobile.event(CallIncoming.class);

        mobile.answer(incoming.call(), 0);

        office.phone.response(200);
        assertThat(desk.event(CallEnded.class).ending().reason())
                .isEqualTo(EndReason.ANSWERED_ELSEWHERE);
    }

    @Test
    void takesACallWithoutAnOffer() {
        TestBrowser alice = office.browser("alice");
        office.phone.inviteTo(NUMBER, null);
        CallIncoming incoming = alice.event(CallIncoming.class);
        alice.answer(incoming.call(), 0);

        SipResponse answer = office.phone.response(200);

        assertThat(answer.body().text()).containsPattern("m=audio \\d+ RTP/AVP 0 ");
        office.phone.inDialogOf(answer, "ACK", 1, TestOffice.PHONE);
        office.phone.inDialogOf(answer, "BYE", 2, null);
        office.phone.response(200);
        assertThat(office.record().media().phoneCodec()).isEqualTo("PCMU");
    }

    @Test
    void isTakenBack() {
        TestBrowser alice = office.browser("alice");
        SipRequest invite = office.phone.inviteTo(NUMBER, TestOffice.PHONE);
        CallIncoming incoming = alice.event(CallIncoming.class);
        alice.ring(incoming.call());
        office.phone.response(180);

        office.phone.again("CANCEL", invite, null);

        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.CANCELLED);
    }

    @Test
    void isDeclined() {
        TestBrowser alice = office.browser("alice");
        office.phone.inviteTo(NUMBER, TestOffice.PHONE);
        CallIncoming incoming = alice.event(CallIncoming.class);

        alice.hangUp(incoming.call());

        office.phone.response(603);
    }

    @Test
    void isToldThatNobodyIsThere() {
        office.phone.inviteTo(NUMBER, TestOffice.PHONE);

        office.phone.response(480);
    }

    @Test
    void isToldThatNobodyHasTheNumber() {
        office.phone.inviteTo("+4930999", TestOffice.PHONE);

        office.phone.response(404);
    }

    @Test
    void isRefusedWithoutASoundWeCan() {
        office.browser("alice");
        office.phone.inviteTo(
                NUMBER,
                TestOffice.PHONE
                        .replace("RTP/AVP 0 101", "RTP/AVP 18")
                        .replace("rtpmap:0 PCMU", "rtpmap:18 G729"));

        office.phone.response(488);
    }
}
