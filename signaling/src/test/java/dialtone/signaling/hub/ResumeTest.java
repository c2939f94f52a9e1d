package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.Answer.SessionOpened;
import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Event;
import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.RoomPeerLeft;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// Sessions that outlive their connections.
class ResumeTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_PER_USER = 4;

    private final TestHub server = new TestHub(8, MAX_PER_USER, TIMEOUT);

    @Test
    void saysHowTheyAreResumed() {
        SessionOpened opened = opened(server.open("alice"));

        assertThat(opened.recovered()).isFalse();
        assertThat(opened.resume().token()).hasSizeGreaterThanOrEqualTo(26);
        assertThat(opened.resume().seconds()).isEqualTo(30);
        assertThat(opened.resume().toString()).doesNotContain(opened.resume().token());
    }

    @Test
    void keepTheirCallsAndGetWhatTheyMissedInOrderAndOnce() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        String call = talk(alice, bob);

        alice.session.lost();
        trickle(bob, call, "1");
        trickle(bob, call, "2");
        TestHub.Client again = resume(alice, "alice");
        trickle(bob, call, "3");

        assertThat(opened(again).recovered()).isTrue();
        assertThat(opened(again).session()).isEqualTo(opened(alice).session());
        assertThat(again.told.getFirst()).isInstanceOf(Answer.Done.class);
        assertThat(candidates(again)).containsExactly("1", "2", "3");
        assertThat(bob.all(CallEnded.class)).isEmpty();
        again.ofCall("call.hangup", call);
        assertThat(bob.ended().reason()).isEqualTo(EndReason.HANGUP);
    }

    @Test
    void repeatWhatWasSentIntoALostConnection() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        String call = talk(alice, bob);
        long last = alice.lastSeq;

        trickle(bob, call, "1");
        alice.session.lost();
        TestHub.Client again = resume(alice, "alice", last);

        assertThat(candidates(again)).containsExactly("1");
    }

    @Test
    void endAsLostWhenNobodyComesBack() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        talk(alice, bob);

        alice.session.lost();
        server.timers.pass(TIMEOUT.minusMillis(1));
        assertThat(bob.all(CallEnded.class)).isEmpty();
        server.timers.pass(Duration.ofMillis(1));

        assertThat(bob.ended().reason()).isEqualTo(EndReason.SIGNALING_LOST);
        assertThat(opened(resume(alice, "alice")).recovered()).isFalse();
        assertThat(server.sessionsWithIceServers).hasSize(2);
    }

    @Test
    void thatAreBackWaitAsLongTheNextTime() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        talk(alice, bob);
        alice.session.lost();
        server.timers.pass(TIMEOUT.minusSeconds(1));
        TestHub.Client again = resume(alice, "alice");

        server.timers.pass(TIMEOUT);
        again.session.lost();
        server.timers.pass(TIMEOUT.minusMillis(1));

        assertThat(bob.all(CallEnded.class)).isEmpty();
    }

    @Test
    void endAtOnceWithAGoodbye() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        talk(alice, bob);

        alice.request("session.close", "{}");

        assertThat(bob.ended().reason()).isEqualTo(EndReason.HANGUP);
        assertThat(opened(resume(alice, "alice")).recovered()).isFalse();
    }

    @Test
    void endAtOnceWhenTheClientIsGone() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        talk(alice, bob);

        alice.session.abandon();

        assertThat(bob.ended().reason()).isEqualTo(EndReason.SIGNALING_LOST);
    }

    @Test
    void endWithTheServerAlsoWhileTheyAreAway() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        talk(alice, bob);
        alice.session.lost();

        server.hub.close();

        assertThat(bob.ended().reason()).isEqualTo(EndReason.SERVER_DRAIN);
        assertThat(server.sessionsWithIceServers).isEmpty();
    }

    @Test
    void areTakenOverFromAConnectionThatSeemsToBeThere() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        String call = talk(alice, bob);

        TestHub.Client again = resume(alice, "alice");
        alice.ofCall("call.hangup", call);
        alice.session.lost();
        trickle(bob, call, "1");

        assertThat(alice.closed).isEqualTo(CloseCode.REPLACED);
        assertThat(candidates(again)).containsExactly("1");
        assertThat(bob.all(CallEnded.class)).isEmpty();
    }

    @Test
    void ofSomebodyElseAreNotResumedAndGoOn() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        talk(alice, bob);

        TestHub.Client mallory = resume(alice, "mallory");

        assertThat(opened(mallory).recovered()).isFalse();
        assertThat(opened(mallory).self().address()).isEqualTo("user:mallory");
        assertThat(opened(mallory).session()).isNotEqualTo(opened(alice).session());
        assertThat(alice.closed).isNull();
        assertThat(resumes("other_user")).isEqualTo(1);
    }

    @Test
    void needATicketAgain() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        talk(alice, bob);
        alice.session.lost();

        TestHub.Client again = resume(alice, "expired");

        assertThat(again.closed).isEqualTo(CloseCode.TICKET_REFUSED);
        assertThat(opened(resume(alice, "alice")).recovered()).isTrue();
        assertThat(bob.all(CallEnded.class)).isEmpty();
    }

    @Test
    void thatMissedTooMuchAreNotResumed() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        String call = talk(alice, bob);
        alice.session.lost();
        for (int i = 0; i < 300; i++) {
            trickle(bob, call, "c");
        }

        TestHub.Client again = resume(alice, "alice");

        assertThat(opened(again).recovered()).isFalse();
        assertThat(bob.ended().reason()).isEqualTo(EndReason.SIGNALING_LOST);
        assertThat(resumes("too_far_behind")).isEqualTo(1);
    }

    @Test
    void keepOnlySoManyBytes() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        String call = talk(alice, bob);
        alice.session.lost();
        describe(bob, call, 40_000);
        assertThat(opened(resumeAndLose(alice)).recovered()).isTrue();
        describe(bob, call, 40_000);

        assertThat(opened(resume(alice, "alice")).recovered()).isFalse();
    }

    @Test
    void forgetWhatTheirClientHas() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        String call = talk(alice, bob);
        long before = alice.lastSeq;
        trickle(bob, call, "1");

        alice.request("session.ack", "{'seq':" + alice.lastSeq + "}");
        alice.session.lost();

        assertThat(opened(resume(alice, "alice", before)).recovered()).isFalse();
    }

    @Test
    void areNotResumedAfterAnEventThatWasNeverSent() {
        TestHub.Client alice = server.open("alice");

        assertThat(opened(resume(alice, "alice", 1)).recovered()).isFalse();
    }

    @Test
    void answerARepeatedRequestTheSameAndDoItOnce() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        String offer = "{'to':'user:bob','offer':{'type':'offer','sdp':'v'}}";
        alice.request("7", "call.invite", offer);
        Answer.Result first = alice.result();
        alice.session.lost();

        TestHub.Client again = resume(alice, "alice");
        again.request("7", "call.invite", offer);

        assertThat(again.result()).isEqualTo(first);
        assertThat(bob.all(Event.CallIncoming.class)).hasSize(1);
        again.request("8", "call.invite", offer);
        assertThat(bob.all(Event.CallIncoming.class)).hasSize(2);
    }

    @Test
    void doAnotherRequestWithAnOldId() {
        TestHub.Client alice = server.open("alice");
        alice.request("7", "room.join", "{'room':'one'}");
        alice.session.lost();

        TestHub.Client again = resume(alice, "alice");
        again.request("7", "room.join", "{'room':'two'}");

        assertThat(((Answer.RoomJoined) again.result()).room()).isEqualTo("two");
    }

    @Test
    void stayInTheirRooms() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        alice.request("room.join", "{'room':'standup'}");
        bob.request("room.join", "{'room':'standup'}");

        alice.session.lost();
        TestHub.Client again = resume(alice, "alice");

        assertThat(bob.all(RoomPeerLeft.class)).isEmpty();
        again.request("room.leave", "{'room':'standup'}");
        assertThat(bob.all(RoomPeerLeft.class)).hasSize(1);
    }

    @Test
    void hearOfACallThatCameMeanwhile() {
        TestHub.Client alice = server.open("alice");
        TestHub.Client bob = server.open("bob");
        alice.session.lost();

        bob.invite("alice");
        TestHub.Client again = resume(alice, "alice");
        again.answer(again.incoming());

        assertThat(bob.all(CallAnswered.class)).hasSize(1);
    }

    @Test
    void giveWayToANewOneOfTheSameUserTheOldestFirst() {
        TestHub.Client first = server.open("alice");
        first.session.lost();
        TestHub.Client second = server.open("alice");
        second.session.lost();
        for (int i = 0; i < MAX_PER_USER - 2; i++) {
            server.open("alice");
        }

        TestHub.Client fresh = server.open("alice");

        assertThat(fresh.closed).isNull();
        assertThat(opened(resume(first, "alice")).recovered()).isFalse();
        assertThat(resumes("unknown")).isEqualTo(1);
    }

    @Test
    void thatAreOpenedAndLostAThousandTimesAreOnlyAFew() {
        for (int i = 0; i < 1000; i++) {
            server.open("alice").session.lost();
        }

        assertThat(server.sessionsWithIceServers).hasSize(MAX_PER_USER);
        assertThat(sessions("away")).isEqualTo(MAX_PER_USER);
        server.timers.pass(TIMEOUT);
        assertThat(server.sessionsWithIceServers).isEmpty();
        assertThat(server.timers.waiting()).isZero();
    }

    @Test
    void areCounted() {
        TestHub.Client alice = server.open("alice");
        server.open("bob");
        alice.session.lost();

        assertThat(sessions("attached")).isEqualTo(1);
        assertThat(sessions("away")).isEqualTo(1);
        resume(alice, "alice");
        assertThat(sessions("attached")).isEqualTo(2);
        assertThat(sessions("away")).isZero();
        assertThat(resumes("recovered")).isEqualTo(1);
    }

    @Test
    void tellABridgeWhenTheyAreAwayAndBack() {
        FakeBridge bridge = new FakeBridge();
        server.hub.add(bridge);
        TestHub.Client alice = server.open("alice");
        alice.call("tel:+15551234567");
        FakeBridge.Call phone = bridge.last();
        phone.side.answer(FakeBridge.DESCRIPTION);

        alice.session.lost();
        assertThat(phone.told).containsExactly("away");
        resume(alice, "alice");

        assertThat(phone.told).containsExactly("away", "back");
    }

    private TestHub.Client resumeAndLose(TestHub.Client before) {
        TestHub.Client client = resume(before, "alice");
        client.session.lost();
        return client;
    }

    private TestHub.Client resume(TestHub.Client before, String ticket) {
        return resume(before, ticket, before.lastSeq);
    }

    private TestHub.Client resume(TestHub.Client before, String ticket, long lastSeq) {
        TestHub.Client client = server.new Client();
        client.request(
                "9",
                "session.open",
                "{'ticket':'%s','resume':{'token':'%s','lastSeq':%d}}"
                        .formatted(ticket, opened(before).resume().token(), lastSeq));
        return client;
    }

    private static SessionOpened opened(TestHub.Client client) {
        return client.all(Answer.Done.class).stream()
                .map(Answer.Done::result)
                .filter(SessionOpened.class::isInstance)
                .map(SessionOpened.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static String talk(TestHub.Client caller, TestHub.Client called) {
        caller.invite("bob");
        String call = called.incoming();
        called.answer(call);
        return call;
    }

    private static void trickle(TestHub.Client from, String call, String candidate) {
        from.request(
                "call.trickle",
                "{'call':'" + call + "','candidates':[{'candidate':'" + candidate + "'}]}");
    }

    private static void describe(TestHub.Client from, String call, int bytes) {
        from.request(
                "call.describe",
                "{'call':'%s','description':{'type':'offer','sdp':'%s'}}"
                        .formatted(call, "x".repeat(bytes)));
    }

    private static List<String> candidates(TestHub.Client client) {
        return client.all(CallCandidates.class).stream()
                .map(event -> event.candidates().toString())
                .map(json -> json.replaceAll(".*:\"(.*)\".*", "$1"))
                .toList();
    }

    private double resumes(String result) {
        return server.registry
                .get("dialtone.signaling.resumes")
                .tag("result", result)
                .counter()
                .count();
    }

    private double sessions(String state) {
        return server.registry
                .get("dialtone.signaling.sessions")
                .tag("state", state)
                .gauge()
                .value();
    }
}
