package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Event.RoomDescription;
import dialtone.signaling.message.Event.RoomPeerJoined;
import dialtone.signaling.message.Event.RoomPeerLeft;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.Peer;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.record.CallRecord;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomPhoneTest {

    private static final String NUMBER = "+4930444";
    private static final String ROOM = "standup";
    private static final Header CALLER =
            new Header(HeaderName.P_ASSERTED_IDENTITY, "<sip:+4930222@127.0.0.1>");

    private final TestOffice office = new TestOffice();

    @AfterEach
    void close() {
        office.close();
    }

    private SipResponse call() {
        return office.callIn(NUMBER, CALLER);
    }

    @Test
    void isShownWithItsNumberAndOffersToWhoIsThere() {
        TestBrowser alice = office.browser("alice");
        alice.join(ROOM);

        SipResponse answer = call();

        Peer phone = alice.event(RoomPeerJoined.class).peer();
        assertThat(phone.party()).isEqualTo(new Party("tel:+4930222", "+4930222"));
        assertThat(answer.body().text()).contains("RTP/AVP 0 101");
        RoomDescription offer = alice.event(RoomDescription.class);
        assertThat(offer.from()).isEqualTo(phone.id());
        assertThat(TestBrowser.sdp(offer.description()))
                .contains("a=ice-lite")
                .containsPattern("m=audio \\d+ UDP/TLS/RTP/SAVPF 0 ");
    }

    @Test
    void answersWhoComesLater() {
        call();
        TestBrowser alice = office.browser("alice");
        Answer.RoomJoined joined = alice.join(ROOM);
        String phone = joined.peers().getFirst().id();

        alice.offerInRoom(ROOM, phone);

        RoomDescription answer = alice.event(RoomDescription.class);
        assertThat(answer.from()).isEqualTo(phone);
        assertThat(TestBrowser.sdp(answer.description())).contains("a=setup:active");
    }

    @Test
    void comesByAMenu() {
        TestBrowser alice = office.browser("alice");
        alice.join(ROOM);
        SipResponse answer = office.callIn("+4930333", CALLER);

        office.phone.info(
                answer,
                2,
                "Signal=2\r\nDuration=160\r\n",
                new Header(HeaderName.CONTENT_TYPE, "application/dtmf-relay"));

        office.phone.response(200);
        Peer phone = alice.event(RoomPeerJoined.class).peer();
        assertThat(alice.event(RoomDescription.class).from()).isEqualTo(phone.id());
        office.phone.inDialogOf(answer, "BYE", 3, null);
        assertThat(alice.event(RoomPeerLeft.class).peer()).isEqualTo(phone.id());
        assertThat(office.record().to()).isEqualTo("menu:main");
    }

    @Test
    void leavesWhenItHangsUpAndIsRecorded() {
        TestBrowser alice = office.browser("alice");
        alice.join(ROOM);
        SipResponse answer = call();
        RoomDescription offer = alice.event(RoomDescription.class);
        alice.answerInRoom(ROOM, offer.from(), 0);
        alice.answer(Answer.Passed.class);

        office.phone.inDialogOf(answer, "BYE", 2, null);

        assertThat(alice.event(RoomPeerLeft.class).peer()).isEqualTo(offer.from());
        CallRecord record = office.record();
        assertThat(record.to()).isEqualTo("room:standup");
        assertThat(record.reason()).isEqualTo(EndReason.HANGUP);
        assertThat(record.endedBy()).isEqualTo(CallRecord.Ender.PHONE);
        assertThat(record.answered()).isNotNull();
        assertThat(record.media().browserCodec()).isEqualTo("PCMU");
    }

    @Test
    void staysWhenTheOthersAreGone() {
        TestBrowser alice = office.browser("alice");
        alice.join(ROOM);
        call();
        String phone = alice.event(RoomDescription.class).from();
        alice.leaveRoom(ROOM);
        TestBrowser bob = office.browser("bob");

        Answer.RoomJoined joined = bob.join(ROOM);

        assertThat(joined.peers()).extracting(Peer::id).containsExactly(phone);
    }

    @Test
    void isNotPutThroughToOthers() {
        SipResponse answer = call();

        office.phone.inDialogOf(
                answer, "REFER", 2, null, new Header(HeaderName.REFER_TO, "<sip:1@127.0.0.1>"));

        office.phone.response(202);
        SipRequest told = office.phone.request("NOTIFY");
        while (told.body().text().contains(" 100 ")) {
            office.phone.respond(told, 200, "p", null);
            told = office.phone.request("NOTIFY");
        }
        assertThat(told.body().text()).contains("603");
    }

    @Test
    void isToldThatTheRoomIsFull() {
        for (String user : new String[] {"a", "b", "c", "d"}) {
            office.browser(user).join(ROOM);
        }

        office.phone.inviteTo(NUMBER, TestOffice.PHONE, CALLER);

        office.phone.response(486);
        assertThat(office.record().answered()).isNull();
    }

    @Test
    void isSentAwayWhenTheServerStops() {
        SipResponse answer = call();
        // When this is answered, the ACK before it has been taken.
        office.phone.responseTo(
                office.phone.info(
                        answer,
                        2,
                        "Signal=1",
                        new Header(HeaderName.CONTENT_TYPE, "application/dtmf-relay")));

        office.closeBridge();

        office.phone.request("BYE");
    }
}
