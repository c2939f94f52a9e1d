package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.transport.Transport;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Sessions that change their transport get every event once and in order.
class ResumeAcrossTransportsTest {

    private static final long SEED = 20_260_803;
    private static final int SESSIONS = 50;
    private static final int CUTS = 1_000;
    private static final Transport[] TRANSPORTS = Transport.values();

    @AutoClose
    private final TestServer server =
            TestServer.with()
                    .resumeTimeout(Duration.ofMinutes(10))
                    .messages(100_000, 100_000)
                    .maxCallsPerSession(SESSIONS)
                    .start();

    private final TestClient bob = server.open("bob");

    /// A client that goes on with its session on one connection after another.
    private final class Wanderer {

        private final String name;
        private final JsonNode opened;
        private final String call;
        private final List<String> expected = new ArrayList<>();
        private final List<String> got = new ArrayList<>();
        private TestClient client;
        private long seq;

        Wanderer(String name, Transport transport) {
            this.name = name;
            client = server.connect(transport);
            opened = client.open(name);
            call = client.invite("user:bob");
            bob.answer(bob.incoming());
            client.event("call.answered");
            seq = client.lastSeq();
        }

        /// Bob says something that it is to be told.
        void isTold(String candidate) {
            bob.trickle(call, candidate);
            expected.add(candidate);
        }

        void takes(int events) {
            for (int i = 0; i < events; i++) {
                JsonNode event = client.event("call.candidates");
                got.add(event.at("/candidates/0/candidate").stringValue());
                seq = client.lastSeq();
            }
        }

        int missing() {
            return expected.size() - got.size();
        }

        void moves(Transport transport, boolean says) {
            TestClient before = client;
            if (!says) {
                before.abort();
            }
            client = server.connect(transport);
            JsonNode resumed = client.resume(name, opened, seq);
            assertThat(resumed.get("recovered").booleanValue()).as(name).isTrue();
            if (says) {
                before.assertClosed(4410, "Another connection resumed the session.");
            }
        }
    }

    static Stream<List<Transport>> orders() {
        List<List<Transport>> pairs = new ArrayList<>();
        for (Transport from : TRANSPORTS) {
            for (Transport to : TRANSPORTS) {
                pairs.add(List.of(from, to));
            }
        }
        return pairs.stream();
    }

    @ParameterizedTest
    @MethodSource("orders")
    void goesOnWhereTheOtherOneWasLost(List<Transport> order) {
        Wanderer alice = new Wanderer("alice", order.getFirst());
        alice.isTold("candidate:1");
        alice.takes(1);
        alice.isTold("candidate:2");

        alice.moves(order.getLast(), false);
        alice.isTold("candidate:3");
        alice.takes(2);

        assertThat(alice.got).isEqualTo(alice.expected);
        alice.client.assertNothingMore();
    }

    @ParameterizedTest
    @MethodSource("orders")
    void takesTheSessionFromTheOtherOne(List<Transport> order) {
        Wanderer alice = new Wanderer("alice", order.getFirst());
        alice.isTold("candidate:1");

        alice.moves(order.getLast(), true);
        alice.isTold("candidate:2");
        alice.takes(2);

        assertThat(alice.got).isEqualTo(alice.expected);
        alice.client.assertNothingMore();
    }

    @Test
    void aSessionMayGoAllTheWayRoundAndEndItsCall() {
        Wanderer alice = new Wanderer("alice", Transport.WEBSOCKET);
        List<Transport> way = new ArrayList<>(Arrays.asList(TRANSPORTS));
        Collections.rotate(way, -1);
        for (Transport transport : way) {
            alice.isTold("candidate:before-" + transport);
            alice.moves(transport, false);
        }
        alice.takes(TRANSPORTS.length);

        assertThat(alice.got).isEqualTo(alice.expected);
        alice.client.ofCall("call.hangup", alice.call);
        bob.assertEnded(alice.call, "hangup");
    }

    @Test
    void whateverIsCutEveryEventComesOnceAndInOrder() {
        Random random = new Random(SEED);
        List<Wanderer> wanderers = new ArrayList<>();
        try (TestServer _ = server) {
            for (int i = 0; i < SESSIONS; i++) {
                wanderers.add(new Wanderer("w" + i, TRANSPORTS[i % TRANSPORTS.length]));
            }
            int cuts = 0;
            for (int step = 0; cuts < CUTS; step++) {
                Wanderer one = wanderers.get(random.nextInt(SESSIONS));
                switch (random.nextInt(8)) {
                    case 0, 1 -> {
                        one.moves(TRANSPORTS[random.nextInt(TRANSPORTS.length)], false);
                        cuts++;
                    }
                    case 2 -> one.takes(random.nextInt(one.missing() + 1));
                    default -> one.isTold("candidate:" + step);
                }
                if (one.client.wire() instanceof PollWire wire) {
                    long seed = random.nextLong();
                    Random losses = new Random(seed);
                    wire.loses(() -> losses.nextInt(3) == 0);
                }
            }
            for (Wanderer each : wanderers) {
                each.takes(each.missing());
                assertThat(each.got).as(each.name).isEqualTo(each.expected);
                each.client.assertNothingMore();
            }
        }
    }
}
