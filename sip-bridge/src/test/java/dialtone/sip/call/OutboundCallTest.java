package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallProgress;
import dialtone.signaling.message.Event.CallRinging;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.SipRequest;
import dialtone.sip.record.CallRecord;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Objects;

class OutboundCallTest {

    private static final String NUMBER = "tel:+4930123456";

    private final TestOffice office = new TestOffice();
    private final TestBrowser alice = office.browser("alice");

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void ringsAPhoneAndTalks() {
        String call = alice.invite(NUMBER);
        alice.event(CallProgress.class);
        SipRequest invite = office.phone.request("INVITE");
        assertThat(invite.uri().toString()).startsWith("sip:+4930123456@127.0.0.1");
        office.phone.respond(invite, 180, "p", null);
        alice.event(CallRinging.class);
        office.phone.respond(invite, 200, "p", TestOffice.PHONE);
        office.phone.request("ACK");
        alice.event(CallAnswered.class);

        alice.hangUp(call);

        office.phone.request("BYE");
        CallRecord record = office.record();
        assertThat(record.reason()).isEqualTo(EndReason.HANGUP);
        assertThat(record.trunk()).isEqualTo("carrier");
        assertThat(record.number()).isEqualTo("+4930123456");
        assertThat(record.endedBy()).isEqualTo(CallRecord.Ender.BROWSER);
        assertThat(record.ringing()).isNotNull();
        assertThat(record.answered()).isNotNull();
        assertThat(record.media().browserCodec()).isEqualTo("PCMU");
    }

    @Test
    void isAnsweredAsTheBrowserHasForeseen() {
        String ufrag = alice.gateway().ufragPrefix() + "Q2x8vT0pZk1m";
        alice.inviteAhead(NUMBER, ufrag, "5hT9cW2bJq0LxV7nRr3DyKf8");

        assertThat(TestBrowser.sdp(alice.event(CallProgress.class).answer()))
                .contains("a=ice-ufrag:" + ufrag)
                .contains("a=ice-pwd:5hT9cW2bJq0LxV7nRr3DyKf8")
                .contains("a=fingerprint:" + alice.gateway().fingerprint())
                .contains("a=setup:active")
                .contains("a=candidate:" + alice.gateway().candidates().getFirst());
    }

    @Test
    void endsWhenThePhoneHangsUp() {
        alice.invite(NUMBER);
        SipRequest invite = office.pickUp(alice);

        office.phone.inDialogOf(invite, "p", "BYE", 1, null);

        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.HANGUP);
        office.phone.response(200);
        assertThat(office.record().endedBy()).isEqualTo(CallRecord.Ender.PHONE);
    }

    @Test
    void isTakenBackWhileItRings() {
        String call = alice.invite(NUMBER);
        SipRequest invite = office.phone.request("INVITE");
        office.phone.respond(invite, 180, "p", null);
        alice.event(CallRinging.class);

        alice.hangUp(call);

        SipRequest cancel = office.phone.request("CANCEL");
        office.phone.respond(cancel, 200, "p", null);
        office.phone.respond(invite, 487, "p", null);
        office.phone.request("ACK");
        assertThat(office.record().reason()).isEqualTo(EndReason.CANCELLED);
    }

    @ParameterizedTest
    @CsvSource({
        "404, NOT_FOUND",
        "410, NOT_FOUND",
        "484, NOT_FOUND",
        "480, UNREACHABLE",
        "486, BUSY",
        "600, BUSY",
        "603, DECLINED",
        "607, DECLINED",
        "488, FAILED",
        "402, FORBIDDEN",
        "400, FAILED"
    })
    void tellsWhyNobodyAnswered(int status, EndReason reason) {
        alice.invite(NUMBER);
        SipRequest invite = office.phone.request("INVITE");

        office.phone.respond(invite, status, "p", null);

        CallEnded ended = alice.event(CallEnded.class);
        assertThat(ended.ending().reason()).isEqualTo(reason);
        assertThat(code(ended)).isEqualTo(status);
    }

    private static int code(CallEnded ended) {
        return Objects.requireNonNull(ended.ending().cause(), "a cause").code();
    }

    @ParameterizedTest
    @CsvSource({"503", "500", "403", "408"})
    void triesTheNextTrunkWhenOneFails(int status) {
        alice.invite(NUMBER);
        office.phone.respond(office.phone.request("INVITE"), status, "p", null);

        SipRequest invite = office.backup.request("INVITE");
        office.backup.respond(invite, 200, "b", TestOffice.PHONE);
        office.backup.request("ACK");

        alice.event(CallAnswered.class);
    }

    @Test
    void tellsTheLastFailureWhenAllTrunksFail() {
        alice.invite(NUMBER);
        office.phone.respond(office.phone.request("INVITE"), 503, "p", null);
        office.backup.respond(office.backup.request("INVITE"), 500, "b", null);

        CallEnded ended = alice.event(CallEnded.class);

        assertThat(ended.ending().reason()).isEqualTo(EndReason.UNREACHABLE);
        assertThat(code(ended)).isEqualTo(500);
        assertThat(office.record().trunk()).isEqualTo("backup");
    }

    @Test
    void avoidsATrunkThatAsksForIt() {
        alice.invite(NUMBER);
        office.phone.respond(
                office.phone.request("INVITE"),
                503,
                "p",
                null,
                new Header(HeaderName.RETRY_AFTER, "60"));
        office.backup.respond(office.backup.request("INVITE"), 486, "b", null);
        office.backup.request("ACK");
        alice.event(CallEnded.class);

        alice.invite(NUMBER);

        office.backup.respond(office.backup.request("INVITE"), 486, "b", null);
        alice.event(CallEnded.class);
    }

    @Test
    void followsARedirection() {
        alice.invite(NUMBER);
        office.phone.respond(
                office.phone.request("INVITE"),
                302,
                "p",
                null,
                new Header(HeaderName.CONTACT, "<sip:+4930999@127.0.0.1>"));
        // The ACK of the refusal, then the call to the other number.
        office.phone.request("ACK");

        SipRequest invite = office.phone.request("INVITE");

        assertThat(invite.uri().toString()).startsWith("sip:+4930999@127.0.0.1");
    }

    @Test
    void isNotRedirectedToAnExpensiveNumber() {
        alice.invite(NUMBER);
        office.phone.respond(
                office.phone.request("INVITE"),
                302,
                "p",
                null,
                new Header(HeaderName.CONTACT, "<sip:+49900123456@127.0.0.1>"));

        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.FORBIDDEN);
    }

    @Test
    void refusesExpensiveNumbersBeforeAnythingIsSent() {
        alice.invite("tel:+49900123456");

        assertThat(alice.event(CallEnded.class).ending().reason()).isEqualTo(EndReason.FORBIDDEN);
        assertThat(office.record().reason()).isEqualTo(EndReason.FORBIDDEN);
    }

    @Test
    void hearsEarlyMediaOnce() {
        alice.invite(NUMBER);
        SipRequest invite = office.phone.request("INVITE");
        office.phone.respond(invite, 183, "p", TestOffice.PHONE);
        office.phone.respond(invite, 200, "p", TestOffice.PHONE);
        office.phone.request("ACK");

        alice.event(CallProgress.class);
        assertThat(alice.event(CallAnswered.class).answer()).isNull();
    }

    @Test
    void holdsThePhoneWhenTheBrowserDoes() {
        String call = alice.invite(NUMBER);
        SipRequest invite = office.pickUp(alice);

        alice.describe(call, "inactive");

        SipRequest held = office.phone.request("INVITE");
        assertThat(held.body().text()).contains("a=sendonly");
        office.phone.respond(held, 200, "p", TestOffice.phone("recvonly"));
        office.phone.request("ACK");
        alice.event(CallDescription.class);

        alice.describe(call, "sendrecv");

        SipRequest resumed = office.phone.request("INVITE");
        assertThat(resumed.body().text()).contains("a=sendrecv");
        office.phone.respond(resumed, 200, "p", TestOffice.PHONE);
        office.phone.request("ACK");
        assertThat(invite.callId()).isEqualTo(resumed.callId());
    }

    @Test
    void playsMusicWhileTheBrowserIsAwayAndSilent() throws IOException {
        try (DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            rtp.setSoTimeout(20_000);
            alice.invite(NUMBER);
            SipRequest invite = office.phone.request("INVITE");
            office.phone.respond(
                    invite, 200, "p", TestOffice.PHONE.replace("40000", "" + rtp.getLocalPort()));
            office.phone.request("ACK");
            alice.event(CallAnswered.class);

            alice.lost();

            DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
            rtp.receive(packet);
            // 20 ms of PCMU.
            assertThat(packet.getData()[1] & 0x7f).isZero();
            assertThat(packet.getLength()).isEqualTo(12 + 160);
        }
    }

    @ParameterizedTest
    @CsvSource({"sendonly, recvonly", "inactive, inactive"})
    void answersAPhoneThatHolds(String offered, String answered) {
        alice.invite(NUMBER);
        SipRequest invite = office.pickUp(alice);

        office.phone.inDialogOf(invite, "p", "INVITE", 1, TestOffice.phone(offered));

        assertThat(office.phone.response(200).body().text()).contains("a=" + answered);
    }

    @Test
    void answersAPhoneThatHoldsInTheOldWay() {
        alice.invite(NUMBER);
        SipRequest invite = office.pickUp(alice);

        office.phone.inDialogOf(
                invite,
                "p",
                "INVITE",
                1,
                TestOffice.PHONE.replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0"));

        assertThat(office.phone.response(200).body().text()).contains("m=audio");
    }
}
