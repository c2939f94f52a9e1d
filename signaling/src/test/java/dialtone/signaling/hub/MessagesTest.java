package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.mail.MailLimits;
import dialtone.signaling.message.Answer;
import dialtone.signaling.message.Answer.MessageSent;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event.MessageReceived;
import dialtone.signaling.message.Mail;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// What users say to each other beside calls.
class MessagesTest {

    private static final Duration RESUME = Duration.ofSeconds(30);
    private static final MailLimits FEW = new MailLimits(4, 100, 1_000_000, Duration.ofDays(1));

    private final TestHub server =
            new TestHub(8, 16, RESUME, new ContactLimits(10, 100, 100, 1, 1000, FEW));

    private static void say(TestHub.Client client, String to, String body) {
        client.request("message.send", "{'to':'" + to + "','body':'" + body + "'}");
    }

    private static void keep(TestHub.Client client, String to, String body) {
        client.request("message.send", "{'to':'" + to + "','body':'" + body + "','keep':true}");
    }

    private static void acknowledge(TestHub.Client client) {
        client.request("session.ack", "{'seq':" + client.lastSeq + "}");
    }

    /// Says that it has all that it heard.
    private static void take(TestHub.Client client) {
        String ids = String.join("','", heard(client).stream().map(Mail::id).toList());
        client.request("message.taken", "{'messages':['" + ids + "']}");
    }

    private static MessageSent sent(TestHub.Client client) {
        return (MessageSent) client.result();
    }

    private static List<Mail> heard(TestHub.Client client) {
        return client.all(MessageReceived.class).stream().map(MessageReceived::mail).toList();
    }

    private static List<String> bodies(TestHub.Client client) {
        return heard(client).stream()
                .map(mail -> mail.body().toString().replace("\"", ""))
                .toList();
    }

    private TestHub.Client resume(TestHub.Client before, String user, long lastSeq) {
        TestHub.Client again = server.new Client();
        Answer.SessionOpened opened =
                (Answer.SessionOpened) before.all(Answer.Done.class).getFirst().result();
        again.request(
                "session.open",
                "{'ticket':'%s','resume':{'token':'%s','lastSeq':%d}}"
                        .formatted(user, opened.resume().token(), lastSeq));
        return again;
    }

    @Nested
    class ToUsers {

        @Test
        void reachEachOfTheirSessionsOnceAndSayWhoSaysIt() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client desk = server.open("bob");
            TestHub.Client phone = server.open("bob");

            say(alice, "user:bob", "Hello");

            assertThat(sent(alice).endpoints()).isEqualTo(2);
            assertThat(sent(alice).isKept()).isFalse();
            assertThat(heard(desk)).hasSize(1).isEqualTo(heard(phone));
            Mail mail = heard(desk).getFirst();
            assertThat(mail.id()).isEqualTo(sent(alice).id());
            assertThat(mail.from().address()).isEqualTo("user:alice");
            assertThat(mail.from().name()).isEqualTo("Alice");
            assertThat(mail.to()).hasToString("user:bob");
            assertThat(mail.body()).hasToString("\"Hello\"");
            assertThat(heard(alice)).isEmpty();
        }

        @Test
        void mayBeObjectsThatArriveAsTheyWereWritten() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");

            alice.request("message.send", "{'to':'user:bob','body':{'a':[1, 2.50],'b':null}}");

            assertThat(heard(bob).getFirst().body()).hasToString("{\"a\":[1, 2.50],\"b\":null}");
        }

        @Test
        void toOneselfReachTheOtherSessions() {
            TestHub.Client one = server.open("alone");
            TestHub.Client other = server.open("alone");

            say(one, "user:alone", "Note");

            assertThat(bodies(other)).containsExactly("Note");
            assertThat(heard(one)).isEmpty();
        }

        @Test
        void whoAreNotThereAreRefusedUnlessKept() {
            TestHub.Client alice = server.open("alice");

            say(alice, "user:bob", "Hello");

            assertThat(alice.refusal()).isEqualTo(ErrorCode.MESSAGE_NOBODY);
            assertThat(alice.refused().message()).contains("'user:bob'");
            assertThat(heard(server.open("bob"))).isEmpty();
        }

        @Test
        void aRequestThatIsRepeatedIsDoneOnce() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");
            String params = "{'to':'user:bob','body':'Hello'}";
            alice.request("77", "message.send", params);
            MessageSent first = sent(alice);

            alice.session.lost();
            TestHub.Client again = resume(alice, "alice", alice.lastSeq);
            again.request("77", "message.send", params);

            assertThat(sent(again)).isEqualTo(first);
            assertThat(bodies(bob)).containsExactly("Hello");
        }

        @Test
        void whoseConnectionIsLostGetThemAfterwardsOnceAndInOrder() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");
            say(alice, "user:bob", "1");
            long seen = bob.lastSeq;
            say(alice, "user:bob", "2");
            bob.session.lost();
            say(alice, "user:bob", "3");

            TestHub.Client again = resume(bob, "bob", seen);
            say(alice, "user:bob", "4");

            assertThat(bodies(again)).containsExactly("2", "3", "4");
        }
    }

    @Nested
    class Kept {

        @Test
        void waitForTheNextSessionAndAreGoneWhenItHasThem() {
            TestHub.Client alice = server.open("alice");
            keep(alice, "user:bob", "1");
            keep(alice, "user:bob", "2");
            assertThat(sent(alice).endpoints()).isZero();
            assertThat(sent(alice).isKept()).isTrue();
            assertThat(server.gauge("dialtone.user.messages.kept")).isEqualTo(2);

            TestHub.Client bob = server.open("bob");
            assertThat(bodies(bob)).containsExactly("1", "2");
            assertThat(heard(bob)).allMatch(Mail::isKept);
            take(bob);

            assertThat(server.gauge("dialtone.user.messages.kept")).isZero();
            assertThat(heard(server.open("bob"))).isEmpty();
        }

        @Test
        void thatNobodyTookAreGivenToTheNextSessionAgain() {
            TestHub.Client alice = server.open("alice");
            keep(alice, "user:bob", "1");
            TestHub.Client bob = server.open("bob");
            acknowledge(bob);
            bob.session.abandon();

            TestHub.Client next = server.open("bob");

            assertThat(heard(next)).extracting(Mail::id).containsExactly(sent(alice).id());
        }

        @Test
        void forOneWhoIsThereWaitUntilTheyHaveThem() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");

            keep(alice, "user:bob", "1");

            assertThat(sent(alice).endpoints()).isEqualTo(1);
            assertThat(sent(alice).isKept()).isTrue();
            assertThat(bodies(bob)).containsExactly("1");
            take(bob);
            assertThat(server.gauge("dialtone.user.messages.kept")).isZero();
        }

        @Test
        void forALostConnectionThatNeverComesBackReachTheNextSession() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");
            bob.session.lost();
            keep(alice, "user:bob", "1");
            server.timers.pass(RESUME);

            assertThat(bodies(server.open("bob"))).containsExactly("1");
        }

        @Test
        void areNotGivenAgainToASessionThatGoesOn() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");
            keep(alice, "user:bob", "1");
            bob.session.lost();

            TestHub.Client again = resume(bob, "bob", bob.lastSeq);

            assertThat(heard(again)).isEmpty();
            assertThat(server.gauge("dialtone.user.messages.kept")).isEqualTo(1);
            again.request("message.taken", "{'messages':['" + sent(alice).id() + "']}");
            assertThat(server.gauge("dialtone.user.messages.kept")).isZero();
        }

        @Test
        void areRefusedWhenThereIsNoRoomAndTheSenderIsToldSo() {
            TestHub.Client alice = server.open("alice");
            keep(alice, "user:bob", "1");
            keep(alice, "user:bob", "2");

            keep(alice, "user:bob", "3");

            assertThat(alice.refusal()).isEqualTo(ErrorCode.MESSAGE_FULL);
            TestHub.Client carol = server.open("carol");
            keep(carol, "user:bob", "4");
            assertThat(sent(carol).isKept()).isTrue();
            assertThat(bodies(server.open("bob"))).containsExactly("1", "2", "4");
        }

        @Test
        void thatFindNoRoomReachWhoIsThereAllTheSame() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");
            keep(alice, "user:bob", "1");
            keep(alice, "user:bob", "2");

            keep(alice, "user:bob", "3");

            assertThat(sent(alice))
                    .extracting(MessageSent::endpoints, MessageSent::isKept)
                    .containsExactly(1, false);
            assertThat(bodies(bob)).containsExactly("1", "2", "3");
        }

        @Test
        void ofAnotherUserCannotBeTaken() {
            TestHub.Client alice = server.open("alice");
            keep(alice, "user:bob", "1");
            TestHub.Client mallory = server.open("mallory");

            mallory.request(
                    "message.taken", "{'messages':['" + sent(alice).id() + "','m_unknown']}");

            assertThat(mallory.result()).isEqualTo(new Answer.Empty());
            assertThat(server.gauge("dialtone.user.messages.kept")).isEqualTo(1);
        }

        @Test
        void areGivenOnceToASessionThatOpensAtThatMoment() {
            TestHub.Client alice = server.open("alice");
            // In the middle of opening, the session is asked for its relay's credentials.
            server.whenIceServersAreAskedFor =
                    user -> {
                        if (user.equals("bob")) {
                            keep(alice, "user:bob", "1");
                        }
                    };

            TestHub.Client bob = server.open("bob");

            assertThat(bodies(bob)).containsExactly("1");
        }
    }

    @Nested
    class InRooms {

        @Test
        void reachTheOthersInIt() {
            TestHub.Client alice = server.open("alice");
            TestHub.Client bob = server.open("bob");
            TestHub.Client carol = server.open("carol");
            alice.request("room.join", "{'room':'standup'}");
            bob.request("room.join", "{'room':'standup'}");

            say(alice, "room:standup", "Morning");

            assertThat(sent(alice).endpoints()).isEqualTo(1);
            assertThat(bodies(bob)).containsExactly("Morning");
            assertThat(heard(bob).getFirst().to()).hasToString("room:standup");
            assertThat(heard(alice)).isEmpty();
            assertThat(heard(carol)).isEmpty();
        }

        @Test
        void comeFromOutsideWhenTheTicketSaysSo() {
            TestHub.Client bob = server.open("bob");
            bob.request("room.join", "{'room':'lobby'}");
            TestHub.Client restricted = server.open("restricted");
            TestHub.Client alone = server.open("alone");

            say(restricted, "room:lobby", "From outside");
            say(alone, "room:lobby", "Not allowed");

            assertThat(bodies(bob)).containsExactly("From outside");
            assertThat(alone.refusal()).isEqualTo(ErrorCode.FORBIDDEN_MESSAGE);
        }

        @Test
        void needNoClaimOfThoseInIt() {
            TestHub.Client alone = server.open("alone");
            TestHub.Client bob = server.open("bob");
            alone.request("room.join", "{'room':'standup'}");
            bob.request("room.join", "{'room':'standup'}");

            say(alone, "room:standup", "Hello");

            assertThat(bodies(bob)).containsExactly("Hello");
        }

        @Test
        void withNobodyElseAreRefused() {
            TestHub.Client alice = server.open("alice");
            say(alice, "room:standup", "Hello?");
            assertThat(alice.refusal()).isEqualTo(ErrorCode.MESSAGE_NOBODY);
            alice.request("room.join", "{'room':'standup'}");

            say(alice, "room:standup", "Hello?");

            assertThat(alice.refusal()).isEqualTo(ErrorCode.MESSAGE_NOBODY);
        }

        @Test
        void areNotKept() {
            TestHub.Client alice = server.open("alice");

            keep(alice, "room:standup", "Hello?");

            assertThat(alice.refusal()).isEqualTo(ErrorCode.INVALID_PARAMS);
            assertThat(alice.refused().message()).contains("params.keep");
        }
    }

    @Nested
    class Tickets {

        @Test
        void sayToWhomOneMayWrite() {
            TestHub.Client bob = server.open("bob");
            server.open("carol");
            TestHub.Client restricted = server.open("restricted");

            say(restricted, "user:bob", "Hello");
            assertThat(sent(restricted).endpoints()).isEqualTo(1);
            say(restricted, "user:carol", "Hello");

            assertThat(restricted.refusal()).isEqualTo(ErrorCode.FORBIDDEN_MESSAGE);
            assertThat(restricted.refused().message()).contains("'user:carol'");
            assertThat(heard(bob)).hasSize(1);
        }

        @Test
        void doNotReachPhones() {
            TestHub.Client alice = server.open("alice");

            say(alice, "tel:+15551234567", "Hello");

            assertThat(alice.refusal()).isEqualTo(ErrorCode.INVALID_PARAMS);
        }
    }
}
