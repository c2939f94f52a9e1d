package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.mail.MailLimits;
import dialtone.signaling.message.Answer;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event;
import dialtone.signaling.message.Event.MessageReceived;
import dialtone.signaling.message.Event.PresenceChanged;
import dialtone.signaling.message.Event.PresenceReady;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// One client takes, asks and says far more than it may: it gets a clear answer, and two others who
/// talk meanwhile notice nothing.
class FloodTest {

    private static final int MANY = 10_000;
    private static final int SAY_BURST = 300;
    private static final int CHANGE_BURST = 40;
    private static final int MAX_WATCHES = 50;
    private static final int MAX_PER_USER = 16;
    private static final MailLimits MAIL = new MailLimits(20, 30, 100_000, Duration.ofDays(1));

    private final TestHub server =
            new TestHub(
                    8,
                    MAX_PER_USER,
                    Duration.ofSeconds(30),
                    new ContactLimits(MAX_WATCHES, 2, CHANGE_BURST, 10, SAY_BURST, MAIL));

    private final TestHub.Client mallory = server.open("mallory");
    private TestHub.Client alice = server.open("alice");
    private final TestHub.Client bob = server.open("bob");
    private String call = "";
    private int before;

    @BeforeEach
    void talk() {
        alice.invite("bob");
        call = bob.incoming();
        bob.answer(call);
        before = eventsOf(bob);
    }

    private static int eventsOf(TestHub.Client client) {
        return client.all(Event.class).size();
    }

    /// The two go on, can be told of and written to, and hang up as always.
    @AfterEach
    void theOthersNoticedNothing() {
        assertThat(alice.closed).isNull();
        assertThat(bob.closed).isNull();
        assertThat(eventsOf(bob)).isEqualTo(before);
        bob.request("presence.subscribe", "{'addresses':['user:alice']}");
        assertThat(bob.all(PresenceChanged.class).getLast().presence().inCall()).isTrue();
        alice.request("message.send", "{'to':'user:bob','body':'Still here?'}");
        assertThat(bob.all(MessageReceived.class)).hasSize(1);
        alice.ofCall("call.hangup", call);
        assertThat(bob.ended().words()).isNotEmpty();
    }

    private static long refusals(TestHub.Client client, ErrorCode code) {
        return client.all(Answer.Failed.class).stream().filter(f -> f.code() == code).count();
    }

    @Test
    void withPresenceIsToldToWaitAndItsChangesArePutTogether() {
        TestHub.Client carol = server.open("carol");
        carol.request("presence.subscribe", "{'addresses':['user:mallory']}");

        for (int i = 0; i < MANY; i++) {
            mallory.request("presence.set", "{'state':'available','note':'" + i + "'}");
        }
        server.timers.pass(Duration.ofSeconds(1));

        assertThat(refusals(mallory, ErrorCode.PRESENCE_RATE_LIMITED))
                .isEqualTo(MANY - CHANGE_BURST);
        assertThat(mallory.refused().message()).contains("2 times a second").contains("Wait");
        // The first, ten at once, and the newest of the rest a second later.
        List<PresenceChanged> told = carol.all(PresenceChanged.class);
        assertThat(told).hasSizeLessThanOrEqualTo(12);
        assertThat(told.getLast().presence().note()).isEqualTo("" + (CHANGE_BURST - 1));
        assertThat(
                        server.registry
                                .counter("dialtone.presence.changes", "result", "delayed")
                                .count())
                .isPositive();
    }

    @Test
    void withSubscriptionsIsToldHowManyItMayHave() {
        for (int i = 0; i < MANY; i++) {
            mallory.request("presence.subscribe", "{'addresses':['user:u" + i + "']}");
        }

        assertThat(refusals(mallory, ErrorCode.PRESENCE_TOO_MANY)).isEqualTo(MANY - MAX_WATCHES);
        assertThat(mallory.refused().message()).contains("50 users and rooms");
        assertThat(mallory.all(PresenceReady.class)).hasSize(MAX_WATCHES);
        assertThat(server.gauge("dialtone.presence.subscriptions")).isEqualTo(MAX_WATCHES);
    }

    @Test
    void withOneSubscriptionToVeryManyIsRefusedWhole() {
        String addresses =
                IntStream.range(0, MANY)
                        .mapToObj(i -> "'user:u" + i + "'")
                        .collect(Collectors.joining(","));

        mallory.request("presence.subscribe", "{'addresses':[" + addresses + "]}");

        assertThat(mallory.refusal()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(mallory.refused().message()).contains("1 to 100 addresses");
        assertThat(server.gauge("dialtone.presence.subscriptions")).isZero();
    }

    @Test
    void joiningTenThousandRoomsIsInAsManyAsASessionMayBe() {
        for (int i = 0; i < MANY; i++) {
            mallory.request("room.join", "{'room':'r" + i + "'}");
        }

        assertThat(refusals(mallory, ErrorCode.ROOM_TOO_MANY)).isEqualTo(MANY - 2);
        assertThat(mallory.refused().message()).contains("leave one first");
        assertThat(server.gauge("dialtone.rooms.active")).isEqualTo(2);
        assertThat(server.hub.rosters().in("r0")).hasSize(1);
        assertThat(server.hub.rosters().in("r9999")).isEmpty();
    }

    @Test
    void openingAThousandSessionsHasAsManyAsAUserMay() {
        List<TestHub.Client> clients =
                IntStream.range(0, 1000).mapToObj(_ -> server.open("mallory")).toList();

        List<TestHub.Client> refused = clients.stream().filter(c -> c.closed != null).toList();
        assertThat(refused).hasSize(1000 - (MAX_PER_USER - 1));
        assertThat(refused.getLast().refusal()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(refused.getLast().refused().message())
                .contains("signaling.max-sessions-per-user");
        assertThat(server.hub.presences().of("user:mallory").devices()).hasSize(MAX_PER_USER);
        assertThat(server.open("carol").closed).isNull();
    }

    @Test
    void withMessagesIsToldToWaitAndPushesOutNothing() {
        alice.session.lost();
        trickle("1");

        for (int i = 0; i < MANY; i++) {
            mallory.request(
                    "message.send", "{'to':'user:alice','body':'" + "x".repeat(9000) + "'}");
        }
        trickle("2");

        assertThat(refusals(mallory, ErrorCode.MESSAGE_RATE_LIMITED)).isEqualTo(MANY - SAY_BURST);
        // What Alice was told before and after she can get all the same.
        TestHub.Client again = server.new Client();
        again.request(
                "session.open",
                "{'ticket':'alice','resume':{'token':'%s','lastSeq':%d}}"
                        .formatted(opened(alice).resume().token(), alice.lastSeq));
        assertThat(opened(again).recovered()).isTrue();
        assertThat(again.all(Event.CallCandidates.class)).hasSize(2);
        assertThat(again.all(MessageReceived.class)).hasSizeBetween(1, 7);
        assertThat(refusals(mallory, ErrorCode.MESSAGE_FULL)).isPositive();
        alice = again;
    }

    private void trickle(String candidate) {
        bob.request(
                "call.trickle",
                "{'call':'" + call + "','candidates':[{'candidate':'" + candidate + "'}]}");
    }

    private static Answer.SessionOpened opened(TestHub.Client client) {
        return (Answer.SessionOpened) client.all(Answer.Done.class).getFirst().result();
    }

    @Test
    void withMessagesToBeKeptFillsOnlyWhatIsItsOwn() {
        for (int i = 0; i < SAY_BURST; i++) {
            mallory.request(
                    "message.send", "{'to':'user:absent" + i % 10 + "','body':'x','keep':true}");
        }

        assertThat(refusals(mallory, ErrorCode.MESSAGE_FULL)).isEqualTo(SAY_BURST - 30);
        assertThat(mallory.refused().message()).isNotEmpty();
        assertThat(server.gauge("dialtone.user.messages.kept")).isEqualTo(30);
        alice.request("message.send", "{'to':'user:absent0','body':'Hello','keep':true}");
        assertThat(alice.result())
                .isInstanceOfSatisfying(
                        Answer.MessageSent.class, sent -> assertThat(sent.isKept()).isTrue());
    }

    @Test
    void withMessagesThatAreTooLargeIsToldHowLargeTheyMayBe() {
        mallory.request("message.send", "{'to':'user:bob','body':'" + "x".repeat(16 * 1024) + "'}");

        assertThat(mallory.refusal()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(mallory.refused().message()).contains("params.body").contains("16384 bytes");
    }
}
