package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Answer.CallCreated;
import dialtone.signaling.message.Answer.Done;
import dialtone.signaling.message.Answer.Empty;
import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.Event.CallRinging;
import dialtone.signaling.message.Outgoing;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Many clients do random things on several threads at once; what must hold whatever they do.
class HubStressTest {

    private static final int THREADS = 4;
    private static final int CLIENTS = 24;
    private static final int USERS = 8;
    private static final int STEPS = 4_000;

    /// Begins the ids of requests that end a call for the one who asks.
    private static final String END = "end ";

    private final TestHub test = new TestHub(3);
    private final AtomicReferenceArray<Player> players = new AtomicReferenceArray<>(CLIENTS);
    private final ConcurrentLinkedQueue<Player> all = new ConcurrentLinkedQueue<>();

    /// A client that checks what it is told while it is told.
    private final class Player {

        private final TestHub.Client client;
        private final Set<String> open = new HashSet<>();
        private final List<String> wrong = new ArrayList<>();
        private int created;
        private volatile List<String> calls = List.of();

        Player(String user) {
            client = test.new Client();
            client.whenTold = this::check;
            client.request("session.open", "{'ticket':'" + user + "'}");
            all.add(this);
        }

        /// Messages to one client come from several queues, so one at a time.
        private synchronized void check(Outgoing told) {
            switch (told) {
                case Done(var _, CallCreated(var call)) -> {
                    created++;
                    begins(call, told);
                }
                case CallIncoming(var call, var _, var _, var _, var _) -> begins(call, told);
                case CallEnded(var call, var _) -> {
                    isOpen(call, told);
                    open.remove(call);
                }
                case Done(var id, Empty _) when id.json().toString().startsWith('"' + END) -> {
                    String call =
                            id.json().toString().substring(1 + END.length()).replace("\"", "");
                    isOpen(call, told);
                    open.remove(call);
                }
                case CallRinging(var call) -> isOpen(call, told);
                case CallAnswered(var call, var _, var _) -> isOpen(call, told);
                case CallDescription(var call, var _) -> isOpen(call, told);
                case CallCandidates(var call, var _) -> isOpen(call, told);
                default -> {}
            }
            calls = List.copyOf(open);
        }

        private void begins(String call, Outgoing told) {
            if (!open.add(call)) {
                wrong.add("begins twice: " + told);
            }
        }

        private void isOpen(String call, Outgoing told) {
            if (!open.contains(call)) {
                wrong.add("not in this call: " + told);
            }
        }

        void act(Random random) {
            List<String> now = calls;
            String call = now.isEmpty() ? "c_none" : now.get(random.nextInt(now.size()));
            String room = "{'room':'r" + random.nextInt(3) + "'";
            switch (random.nextInt(13)) {
                case 0, 1, 2 -> client.invite("user" + random.nextInt(USERS));
                case 3 -> client.ofCall("call.ring", call);
                case 4, 5 -> client.answer(call);
                case 6 -> end("call.hangup", call);
                case 7 -> end("call.decline", call);
                case 8 ->
                        client.request(
                                "call.trickle",
                                "{'call':'" + call + "','candidates':[{'candidate':'c'}]}");
                case 9 -> client.request("room.join", room + "}");
                case 10 -> client.request("room.leave", room + "}");
                case 11 -> client.request("session.iceServers", "{}");
                default ->
                        client.request(
                                "call.describe",
                                "{'call':'" + call + "','description':{'type':'offer','sdp':''}}");
            }
        }

        /// Asks for the end of a call, in a way that the answer can be told from others.
        private void end(String method, String call) {
            client.request(END + call, method, "{'call':'" + call + "'}");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverClientsDoEveryCallEndsOnceAndNothingIsLeft(long seed) throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            players.set(i, new Player("user" + i % USERS));
        }

        runOnAllThreads(seed);
        for (Player player : all) {
            player.client.session.lost();
        }

        assertThat(all).allSatisfy(player -> assertThat(player.wrong).isEmpty());
        assertThat(test.gauge("dialtone.calls.active")).isZero();
        assertThat(test.gauge("dialtone.rooms.active")).isZero();
        assertThat(test.gauge("dialtone.participants.active")).isZero();
        // Who goes while another thread handles his invitation is not told of the call, which
        // begins and ends all the same: what counts is what was done, told or not.
        assertThat(test.count("dialtone.calls"))
                .isEqualTo(test.count("dialtone.signaling.messages", "call.invite", "ok"))
                .isGreaterThanOrEqualTo(all.stream().mapToInt(player -> player.created).sum())
                .isGreaterThan(STEPS / 10.0);
        assertThat(test.hub.endpoints().count()).isZero();
        assertThat(test.hub.endpoints().all()).isEmpty();
        for (int user = 0; user < USERS; user++) {
            assertThat(test.hub.calls().ringing().at("user:user" + user)).isEmpty();
        }
        // Changes of how restless users are shown are put together.
        test.timers.pass(Duration.ofSeconds(1));
        assertThat(test.timers.waiting()).isZero();
    }

    private void runOnAllThreads(long seed) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed * THREADS + i);
                running.add(threads.submit(() -> run(random)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private void run(Random random) {
        for (int step = 0; step < STEPS; step++) {
            int who = random.nextInt(CLIENTS);
            int what = random.nextInt(100);
            Player player = players.get(who);
            if (what == 0) {
                // Somebody goes, with or without a goodbye, and comes back.
                if (random.nextBoolean()) {
                    player.client.session.lost();
                } else {
                    player.client.request("session.close", "{}");
                }
                players.set(who, new Player("user" + random.nextInt(USERS)));
            } else if (what == 1) {
                test.timers.pass(Duration.ofSeconds(random.nextInt(60)));
            } else {
                player.act(random);
            }
        }
    }
}
