package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.TestTickets;
import dialtone.signaling.mail.MailLimits;
import dialtone.signaling.message.Answer;
import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event;
import dialtone.signaling.message.NumberedEvent;
import dialtone.signaling.message.Outgoing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// A hub without sockets, for what must be tested message by message: its clients may act at the
/// very moment in which they are told something.
final class TestHub {

    static final Duration RING_TIMEOUT = Duration.ofSeconds(45);

    /// More than any test needs that is not about it.
    static final ContactLimits MUCH =
            new ContactLimits(
                    1000,
                    1_000_000,
                    1_000_000,
                    1_000_000,
                    1_000_000,
                    new MailLimits(1000, 1000, 1_000_000, Duration.ofDays(1)));

    final ManualTimers timers = new ManualTimers();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Hub hub;

    /// Those that were given credentials and have not ended.
    final Set<String> sessionsWithIceServers = ConcurrentHashMap.newKeySet();

    /// Called in the middle of opening a session, with its user.
    volatile Consumer<String> whenIceServersAreAskedFor = _ -> {};

    TestHub(int maxCallsPerSession) {
        this(maxCallsPerSession, 1000, Duration.ZERO);
    }

    /// A hub whose sessions outlive their connections by so long.
    TestHub(int maxCallsPerSession, int maxSessionsPerUser, Duration resumeTimeout) {
        this(maxCallsPerSession, maxSessionsPerUser, resumeTimeout, MUCH);
    }

    /// Likewise, whose sessions may see and say so much.
    TestHub(
            int maxCallsPerSession,
            int maxSessionsPerUser,
            Duration resumeTimeout,
            ContactLimits contacts) {
        hub =
                new Hub(
                        new Limits(
                                1000,
                                maxSessionsPerUser,
                                maxCallsPerSession,
                                2,
                                4,
                                1_000_000,
                                1_000_000,
                                RING_TIMEOUT,
                                Duration.ofSeconds(10),
                                resumeTimeout,
                                64 * 1024,
                                contacts),
                        List.of(),
                        TestTickets::verify,
                        new IceServerSource() {
                            @Override
                            public IceServers forSession(String session, String user) {
                                sessionsWithIceServers.add(session);
                                whenIceServersAreAskedFor.accept(user);
                                return new IceServers(List.of(), Instant.EPOCH);
                            }

                            @Override
                            public void ended(String session) {
                                sessionsWithIceServers.remove(session);
                            }
                        },
                        timers,
                        InstantSource.fixed(Instant.EPOCH),
                        registry);
    }

    Client open(String user) {
        Client client = new Client();
        client.request("session.open", "{'ticket':'" + user + "'}");
        return client;
    }

    double gauge(String name) {
        return registry.find(name).gauges().stream().mapToDouble(Gauge::value).sum();
    }

    double count(String name) {
        return registry.find(name).counters().stream().mapToDouble(Counter::count).sum();
    }

    /// How many of the counters' messages are of a type and have a result.
    double count(String name, String type, String result) {
        return registry.find(name).tags("type", type, "result", result).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /// A client that keeps what it is told.
    final class Client implements Connection {

        final Attachment session;
        final List<Outgoing> told = Collections.synchronizedList(new ArrayList<>());
        volatile Consumer<Outgoing> whenTold = _ -> {};
        volatile @Nullable CloseCode closed;
        volatile long lastSeq;

        Client() {
            this(null);
        }

        /// On a page of this origin.
        Client(@Nullable String origin) {
            session = hub.connect(this, origin);
        }

        void request(String method, String params) {
            request("1", method, params);
        }

        void request(String id, String method, String params) {
            session.receive(
                    "{'jsonrpc':'2.0','id':'%s','method':'%s','params':%s}"
                            .formatted(id, method, params)
                            .replace('\'', '"')
                            .getBytes(StandardCharsets.UTF_8));
        }

        void invite(String user) {
            call("user:" + user);
        }

        void call(String address) {
            request("call.invite", "{'to':'" + address + "','offer':{'type':'offer','sdp':'v'}}");
        }

        void answer(String call) {
            request("call.answer", "{'call':'" + call + "','answer':{'type':'answer','sdp':'v'}}");
        }

        void ofCall(String method, String call) {
            request(method, "{'call':'" + call + "'}");
        }

        /// The call that rang here last.
        String incoming() {
            return all(Event.CallIncoming.class).getLast().call();
        }

        <T extends Outgoing> List<T> all(Class<T> kind) {
            return List.copyOf(told).stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        /// How the only call that is over ended here.
        Ending ended() {
            List<Event.CallEnded> all = all(Event.CallEnded.class);
            assertThat(all).hasSize(1);
            return all.getFirst().ending();
        }

        /// The code with which the newest request was refused.
        ErrorCode refusal() {
            return refused().code();
        }

        Answer.Failed refused() {
            List<Answer> answers = all(Answer.class);
            assertThat(answers.getLast()).isInstanceOf(Answer.Failed.class);
            return (Answer.Failed) answers.getLast();
        }

        /// The result of the newest request.
        Answer.Result result() {
            Outgoing answer =
                    told.stream()
                            .filter(Answer.class::isInstance)
                            .reduce((_, b) -> b)
                            .orElseThrow();
            assertThat(answer).isInstanceOf(Answer.Done.class);
            return ((Answer.Done) answer).result();
        }

        @Override
        public void send(Outgoing message) {
            if (closed == null) {
                Outgoing plain = message;
                if (message instanceof NumberedEvent(long seq, Event event)) {
                    lastSeq = seq;
                    plain = event;
                }
                told.add(plain);
                whenTold.accept(plain);
            }
        }

        @Override
        public void close(CloseCode code, String words) {
            closed = code;
        }
    }
}
