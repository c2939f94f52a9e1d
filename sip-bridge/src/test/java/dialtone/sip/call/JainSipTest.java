package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.Event.CallRinging;
import dialtone.sip.trunk.TrunkConfig;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import javax.sip.Dialog;
import javax.sip.DialogState;
import javax.sip.ResponseEvent;
import javax.sip.header.CSeqHeader;
import javax.sip.message.Request;

/// Calls with a trunk whose SIP is not ours: JAIN-SIP believes what we write, and we what it
// writes.
class JainSipTest {

    private JainPhone phone;
    private TestOffice office;
    private TestBrowser alice;

    @BeforeEach
    void open() throws Exception {
        phone = new JainPhone();
        office = new TestOffice(TrunkConfig.defaults(), phone.port());
        alice = office.browser("alice");
    }

    @AfterEach
    void close() {
        office.close();
        phone.close();
    }

    /// Alice calls the phone, which answers.
    private JainPhone.Taken call() throws Exception {
        JainPhone.Taken invite = phone.request(Request.INVITE);
        phone.respond(invite, 180, "");
        alice.event(CallRinging.class);
        phone.respond(invite, 200, TestOffice.PHONE);
        phone.request(Request.ACK);
        alice.event(CallAnswered.class);
        return invite;
    }

    @Test
    void isCalledAndHungUpOn() throws Exception {
        String call = alice.invite("tel:+4930123456");
        JainPhone.Taken invite = call();
        assertThat(JainPhone.body(invite.request())).contains("m=audio ");
        Dialog dialog = invite.dialog();
        assertThat(dialog.getState()).isEqualTo(DialogState.CONFIRMED);

        alice.hangUp(call);

        phone.respond(phone.request(Request.BYE), 200, "");
        assertThat(office.record().reason()).isEqualTo(EndReason.HANGUP);
        assertThat(dialog.getState()).isEqualTo(DialogState.TERMINATED);
    }

    @Test
    void isTakenBackWhileItRings() throws Exception {
        String call = alice.invite("tel:+4930123456");
        JainPhone.Taken invite = phone.request(Request.INVITE);
        phone.respond(invite, 180, "");
        alice.event(CallRinging.class);

        alice.hangUp(call);

        phone.respond(phone.request(Request.CANCEL), 200, "");
        phone.respond(invite, 487, "");
        assertThat(office.record().reason()).isEqualTo(EndReason.CANCELLED);
    }

    @Test
    void callsAndHangsUp() throws Exception {
        phone.invite("+4930111", office.port(), TestOffice.PHONE);
        CallIncoming incoming = alice.event(CallIncoming.class);
        assertThat(incoming.from().address()).isEqualTo("tel:+4930222");
        alice.ring(incoming.call());
        phone.response(180);
        alice.answer(incoming.call(), 0);
        ResponseEvent answer = phone.response(200);
        assertThat(JainPhone.body(answer)).contains("m=audio ");
        phone.acknowledge(answer);
        assertThat(answer.getDialog().getState()).isEqualTo(DialogState.CONFIRMED);

        phone.ask(answer.getDialog(), Request.BYE, "");

        phone.response(200);
        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.HANGUP);
    }

    @Test
    void holdsByANewInviteAndResumesByUpdate() throws Exception {
        alice.invite("tel:+4930123456");
        Dialog dialog = call().dialog();

        phone.ask(dialog, Request.INVITE, TestOffice.phone("sendonly"));
        ResponseEvent held = phone.response(200);
        assertThat(JainPhone.body(held)).contains("a=recvonly");
        phone.acknowledge(held);

        phone.ask(dialog, Request.UPDATE, TestOffice.phone("sendrecv"));
        ResponseEvent resumed = phone.response(200);
        assertThat(((CSeqHeader) resumed.getResponse().getHeader(CSeqHeader.NAME)).getMethod())
                .isEqualTo(Request.UPDATE);
        assertThat(JainPhone.body(resumed)).contains("a=sendrecv");
    }

    @Test
    void isHeldByTheBrowser() throws Exception {
        String call = alice.invite("tel:+4930123456");
        call();

        alice.describe(call, "inactive");

        JainPhone.Taken invite = phone.request(Request.INVITE);
        assertThat(JainPhone.body(invite.request())).contains("a=sendonly");
        phone.respond(invite, 200, TestOffice.phone("recvonly"));
        phone.request(Request.ACK);
        alice.event(CallDescription.class);
    }

    @Test
    void transfersTheBrowser() throws Exception {
        alice.invite("tel:+4930123456");
        Dialog dialog = call().dialog();

        phone.refer(dialog, "<sip:+4930888@127.0.0.1>");

        phone.response(202);
        List<JainPhone.Taken> both = phone.requests(Request.NOTIFY, Request.INVITE);
        JainPhone.Taken trying = both.getFirst();
        assertThat(trying.request().getHeader("Subscription-State").toString()).contains("active");
        assertThat(JainPhone.body(trying.request())).startsWith("SIP/2.0 100");
        phone.respond(trying, 200, "");
        JainPhone.Taken second = both.getLast();
        assertThat(second.request().getRequestURI().toString()).startsWith("sip:+4930888@");
        phone.respond(second, 200, TestOffice.PHONE);
        Request done =
                phone.requests(Request.NOTIFY, Request.ACK, Request.BYE).getFirst().request();
        assertThat(JainPhone.body(done)).startsWith("SIP/2.0 200");
    }
}
