package dialtone.sip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

/// An agent on loopback, and everything it is told, in queues.
///
/// Threading: for the test's thread; the agent's threads fill the queues.
final class TestAgent implements ServerUser, SenderPolicy, AutoCloseable {

    final BlockingQueue<ServerTransaction> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<SipRequest> acks = new LinkedBlockingQueue<>();
    final BlockingQueue<SipResponse> strays = new LinkedBlockingQueue<>();
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final MeterRegistry registry = new SimpleMeterRegistry();
    final SipAgent agent;
    volatile Verdict verdict = new Verdict.Accept();

    /// What a client is told: `response 200`, `TIMEOUT`.
    final class Client implements ClientUser {
        final BlockingQueue<SipResponse> responses = new LinkedBlockingQueue<>();

        @Override
        public void onResponse(SipResponse response) {
            responses.add(response);
        }

        @Override
        public void onFailure(Failure failure) {
            events.add(failure.name());
        }

        SipResponse next(int status) {
            SipResponse response = take(responses);
            assertThat(response.status()).isEqualTo(status);
            return response;
        }
    }

    private TestAgent(AgentConfig config, Timers timers) throws IOException {
        this.agent = SipAgent.start(config, this, this, timers, registry);
    }

    static TestAgent start(Timers timers, @Nullable TestTls tls, Transport... transports)
            throws IOException {
        return start(config(tls, transports), timers);
    }

    static TestAgent start(AgentConfig config, Timers timers) throws IOException {
        return new TestAgent(config, timers);
    }

    static AgentConfig config(@Nullable TestTls tls, Transport... transports) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        List<ListenOn> listen = Stream.of(transports).map(each -> ListenOn.at(each, any)).toList();
        SSLContext client = tls == null ? null : tls.client();
        SSLContext server = tls == null ? null : tls.server();
        return AgentConfig.of(
                listen,
                server == null ? null : () -> server,
                _ -> Objects.requireNonNull(client, "a test without TLS"));
    }

    Target target(Transport transport) {
        return target(transport, agent.ports(transport).getFirst());
    }

    static Target target(Transport transport, int port) {
        return new Target(
                transport,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                "127.0.0.1");
    }

    Client send(SipRequest request, Target... targets) {
        Client client = new Client();
        agent.send(request, List.of(targets), new SerialTasks(), client);
        return client;
    }

    /// The next request, whose user writes events down.
    ServerTransaction next(String method) {
        ServerTransaction transaction = take(requests);
        assertThat(transaction.request().method()).isEqualTo(method);
        transaction.accept(
                new SerialTasks(),
                new ServerTransaction.User() {
                    @Override
                    public void onCancel() {
                        events.add("cancel");
                    }

                    @Override
                    public void onUndelivered() {
                        events.add("undelivered");
                    }
                });
        return transaction;
    }

    static <T> T take(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(10, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Waits until it holds, for ten seconds.
    static void await(BooleanSupplier condition) {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(endNanos);
            Thread.onSpinWait();
        }
    }

    void awaitTransactions(int count) {
        Gauge gauge = registry.get("dialtone.sip.transactions.active").gauge();
        await(() -> gauge.value() == count);
    }

    double count(String meter, String... tags) {
        return registry.get(meter).tags(tags).counter().count();
    }

    @Override
    public void onRequest(ServerTransaction transaction) {
        requests.add(transaction);
    }

    @Override
    public void onAck(SipRequest ack, Source source) {
        acks.add(ack);
    }

    @Override
    public void onStrayResponse(SipResponse response, Source source) {
        strays.add(response);
    }

    @Override
    public Verdict judge(SipRequest request, Source source) {
        return verdict;
    }

    @Override
    public boolean answersMalformed(Source source) {
        return verdict instanceof Verdict.Accept;
    }

    @Override
    public void close() {
        agent.close();
    }
}
