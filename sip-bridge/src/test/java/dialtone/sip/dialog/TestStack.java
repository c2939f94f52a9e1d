package dialtone.sip.dialog;

import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers;
import dialtone.sip.agent.AgentConfig;
import dialtone.sip.agent.ListenOn;
import dialtone.sip.agent.SenderPolicy;
import dialtone.sip.agent.SipAgent;
import dialtone.sip.agent.Source;
import dialtone.sip.agent.Target;
import dialtone.sip.agent.Transport;
import dialtone.sip.agent.Verdict;
import dialtone.sip.digest.DigestClient;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipUri;
import dialtone.sip.message.Uri;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// An agent with calls on loopback.
final class TestStack implements SenderPolicy, CallHandler, AutoCloseable {

    static final String OFFER = "v=0 offer";
    static final String ANSWER = "v=0 answer";

    final CallRegistry registry;
    final SipAgent agent;
    private final BlockingQueue<Object> incoming = new LinkedBlockingQueue<>();

    /// An incoming call and what it has told.
    record Called(IncomingCall call, Recorder recorder) {}

    private TestStack(CallConfig config, Timers timers) throws IOException {
        registry = new CallRegistry(config, TestStack::find, timers, new Random(1), this);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        agent =
                SipAgent.start(
                        AgentConfig.of(
                                List.of(
                                        ListenOn.at(Transport.UDP, any),
                                        ListenOn.at(Transport.TCP, any)),
                                null,
                                _ -> {
                                    throw new IllegalStateException("a test without TLS");
                                }),
                        registry,
                        this,
                        timers,
                        new SimpleMeterRegistry());
        registry.begin(agent);
    }

    static TestStack start(CallConfig config, Timers timers) {
        try {
            return new TestStack(config, timers);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void find(SipUri hop, Consumer<List<Target>> found) {
        Target udp = target(hop.port());
        boolean isTcp = "tcp".equals(hop.parameter("transport"));
        found.accept(List.of(isTcp ? new Target(Transport.TCP, udp.address(), udp.host()) : udp));
    }

    static Target target(int port) {
        return new Target(
                Transport.UDP,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                "127.0.0.1");
    }

    int port() {
        return agent.ports(Transport.UDP).getFirst();
    }

    int tcpPort() {
        return agent.ports(Transport.TCP).getFirst();
    }

    OutgoingCall call(Recorder recorder, int... ports) {
        return call(recorder, List.of(), null, ports);
    }

    OutgoingCall call(
            Recorder recorder, List<Header> headers, @Nullable DigestClient digest, int... ports) {
        Uri uri = Uri.of("sip:ben@127.0.0.1:" + ports[0]);
        CallRequest request =
                new CallRequest(
                        uri,
                        NameAddress.of(Uri.of("sip:ann@127.0.0.1")),
                        NameAddress.of(uri),
                        headers,
                        OFFER,
                        Arrays.stream(ports).mapToObj(TestStack::target).toList(),
                        digest,
                        null);
        return registry.call(request, new SerialTasks(), recorder);
    }

    static Header header(HeaderName name, String value) {
        return new Header(name, value);
    }

    Called called() {
        return (Called) Recorder.take(incoming, "incoming call");
    }

    @Override
    public CallListener onCall(IncomingCall call) {
        Recorder recorder = new Recorder();
        incoming.add(new Called(call, recorder));
        return recorder;
    }

    @Override
    public Verdict judge(SipRequest request, Source source) {
        return new Verdict.Accept();
    }

    @Override
    public boolean answersMalformed(Source source) {
        return true;
    }

    @Override
    public void close() {
        agent.close();
    }
}
