package dialtone.sip.agent;

import dialtone.signaling.task.Ids;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.Parameters;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.Via;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Sends requests and gets those of others: transports and transactions as one thing.
///
/// Threading: for any number of threads.
public final class SipAgent implements AutoCloseable {

    private final AgentConfig config;
    private final Timers timers;
    private final SipMetrics metrics;
    private final AtomicInteger active = new AtomicInteger();
    private final Map<TransactionKey, Consumer<SipResponse>> clients = new ConcurrentHashMap<>();
    private final Connections connections;
    private final List<UdpFlow> udp = new ArrayList<>();
    private final Map<Transport, SentBy> sentBy = new EnumMap<>(Transport.class);
    private final Map<Transport, List<Integer>> ports = new EnumMap<>(Transport.class);

    private SipAgent(
            AgentConfig config,
            ServerUser user,
            SenderPolicy policy,
            Timers timers,
            MeterRegistry registry)
            throws IOException {
        this.config = config;
        this.timers = timers;
        this.metrics = new SipMetrics(registry, active);
        ServerSide server = new ServerSide(this, config, user, policy, timers, active);
        Receiver receiver = new Dispatcher(server, clients, user, metrics);
        this.connections = new Connections(config, timers, receiver, metrics);
        try {
            for (ListenOn listen : config.listen()) {
                int port = listen(listen, receiver);
                sentBy.putIfAbsent(listen.transport(), SentBy.of(listen, port));
                ports.computeIfAbsent(listen.transport(), _ -> new ArrayList<>()).add(port);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// Begins to listen.
    ///
    /// @param user gets what others send
    /// @param policy decides from whom
    /// @throws IOException when it cannot listen on an address
    public static SipAgent start(
            AgentConfig config,
            ServerUser user,
            SenderPolicy policy,
            Timers timers,
            MeterRegistry registry)
            throws IOException {
        SipAgent agent = new SipAgent(config, user, policy, timers, registry);
        // Not before all is there: what comes in at once may be answered at once.
        agent.udp.forEach(UdpFlow::start);
        return agent;
    }

    private int listen(ListenOn listen, Receiver receiver) throws IOException {
        if (listen.transport() != Transport.UDP) {
            return connections.listen(listen.transport(), listen.address());
        }
        UdpFlow flow = UdpFlow.bind(listen.address(), config.limits(), receiver);
        udp.add(flow);
        return flow.local().getPort();
    }

    /// Sends a request, and a new Via with it, to the first of these targets that answers. An ACK
    /// is no such request: see [#sendAck].
    ///
    /// @param queue on which the user is called
    public ClientTransaction send(
            SipRequest request, List<Target> targets, SerialTasks queue, ClientUser user) {
        if (request.is(SipRequest.ACK) || request.is(SipRequest.CANCEL)) {
            throw new IllegalArgumentException(request.method() + " is sent in another way");
        }
        ClientTransaction transaction =
                new ClientTransaction(
                        this, request, targets, new TransactionClock(timers), queue, user);
        transaction.start();
        return transaction;
    }

    /// Sends the ACK for a 2xx, and a new Via with it. Nobody answers; when the 2xx comes again, so
    /// does its user with the ACK.
    public void sendAck(SipRequest ack, Target target) {
        SentBy by = sentBy(target.transport());
        Parameters parameters =
                Parameters.NONE.with("branch", Ids.next(Via.MAGIC_COOKIE)).with("rport", "");
        Via via = new Via(target.transport().name(), by.host(), by.port(), parameters);
        Headers headers = ack.headers().toBuilder().addFirst(HeaderName.VIA, via).build();
        transmit(ack.withHeaders(headers), target, () -> {});
    }

    /// Whom the agent says it is over this transport; over one it does not listen on, as over the
    /// first one.
    public SentBy sentBy(Transport transport) {
        SentBy known = sentBy.get(transport);
        if (known != null) {
            return known;
        }
        return sentBy.values().iterator().next();
    }

    /// The ports that were taken, in the order of the configuration.
    public List<Integer> ports(Transport transport) {
        return List.copyOf(ports.getOrDefault(transport, List.of()));
    }

    /// Stops to listen and closes all connections. Transactions that go on hear nothing more and
    /// end by their timers.
    @Override
    public void close() {
        udp.forEach(UdpFlow::close);
        connections.close();
    }

    SipMetrics metrics() {
        return metrics;
    }

    TimerValues timerValues() {
        return config.timers();
    }

    void enter(TransactionKey key, Consumer<SipResponse> receiver) {
        clients.put(key, receiver);
        active.incrementAndGet();
    }

    void leave(TransactionKey key) {
        clients.remove(key);
        active.decrementAndGet();
    }

    void sendCancel(SipRequest cancel, Target target, TransactionClock clock) {
        new CancelClient(this, cancel, target, clock).start();
    }

    void transmit(SipRequest request, Target target, Runnable onFailure) {
        send(request.toBytes(), target, onFailure);
    }

    private void send(byte[] bytes, Target target, Runnable onFailure) {
        Source way = target.way();
        if (way != null && way.isOpenConnection()) {
            way.flow().send(bytes, target.address(), onFailure);
        } else if (target.transport() == Transport.UDP) {
            UdpFlow flow = udpFor(target.address());
            if (flow == null) {
                onFailure.run();
            } else {
                flow.send(bytes, target.address(), onFailure);
            }
        } else {
            connections.to(target).send(bytes, target.address(), onFailure);
        }
    }

    /// A socket of the address's family; another one when there is none, which may serve both.
    private @Nullable UdpFlow udpFor(InetSocketAddress address) {
        for (UdpFlow flow : udp) {
            if (flow.local().getAddress().getClass() == address.getAddress().getClass()) {
                return flow;
            }
        }
        return udp.isEmpty() ? null : udp.getFirst();
    }

    /// Sends a response to where its request came from (RFC 3261 section 18.2.2, RFC 3581): on the
    /// same connection, and on a new one to the port of the Via when that is closed.
    void transmit(SipResponse response, Source source, Via via, Runnable onFailure) {
        byte[] bytes = response.toBytes();
        Flow flow = source.flow();
        int viaPort = via.port() == 0 ? source.transport().defaultPort() : via.port();
        InetSocketAddress viaAddress = new InetSocketAddress(source.remote().getAddress(), viaPort);
        if (source.transport() == Transport.UDP) {
            flow.send(bytes, via.hasRport() ? source.remote() : viaAddress, onFailure);
        } else if (flow.isOpen()) {
            flow.send(bytes, source.remote(), onFailure);
        } else {
            send(bytes, new Target(source.transport(), viaAddress, via.host()), onFailure);
        }
    }
}
