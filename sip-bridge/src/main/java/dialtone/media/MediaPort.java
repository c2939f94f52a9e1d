package dialtone.media;

import dialtone.media.MediaMetrics.Dropped;
import dialtone.media.dtls.DtlsHandshakes;
import dialtone.media.dtls.DtlsIdentity;
import dialtone.media.dtls.Fingerprint;
import dialtone.media.ice.IceAgents;
import dialtone.media.ice.IceCandidates;
import dialtone.media.ice.IceCredentials;
import dialtone.media.srtp.PacketBuffer;
import dialtone.media.srtp.Srtp;
import dialtone.media.srtp.SrtpRefusal;
import dialtone.process.CannotListenException;
import dialtone.udp.Datagrams;
import dialtone.udp.PacketSlots;
import dialtone.udp.Remote;
import dialtone.udp.UdpLoop;
import dialtone.udp.UdpLoops;
import dialtone.udp.UdpSocket;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// One thread with the media of all bridged calls: the UDP port of browsers, and the ports of
/// trunks.
///
///     browser --> BrowserPackets -+-> IceAgents, which answers
///                                 +-> DtlsAssociation, on its own thread
///                                 +-> BrowserTransport.received --> the other leg's RtpSink
///     trunk ----> TrunkLeg.received ------------------------------> the other leg's RtpSink
///
/// A packet between two legs stays in its slot; what is sent leaves at the end of the turn, with
/// all else that is for the same socket.
///
/// Threading: [#browser(BrowserLeg.Listener)], [#trunk()], [#execute(Runnable)], [#local()],
/// [#nanoTime()] and [#close()] are for any thread, the rest is the port's own.
public final class MediaPort implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MediaPort.class);

    private static final String KEY = "media.listen";
    private static final int BUFFER_BYTES = 4 * 1024 * 1024;
    private static final int BATCH = 16;
    private static final int SLOTS = 64;

    /// Batches of one socket before the others have their turn.
    private static final int ROUNDS = 16;

    /// Pairs of ports that are tried for a trunk before there are said to be none.
    private static final int MAX_TRIES = 1000;

    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration STOP_TIME = Duration.ofSeconds(5);
    private static final Duration HANDSHAKE_TIME = Duration.ofSeconds(10);

    private final MediaConfig config;
    private final UdpLoop loop;
    private final UdpSocket socket;
    private final LongSupplier nanoClock;
    private final SecureRandom random;
    private final MediaMetrics metrics;
    private final DtlsHandshakes handshakes;
    private final IceAgents ice;
    private final List<String> candidates;
    private final PacketSlots slots;
    private final PacketBuffer buffer = new PacketBuffer();
    private final LegTable legs = new LegTable();
    private final BrowserPackets browsers;
    private final List<BrowserTransport> transports = new ArrayList<>();
    private final Set<TrunkLeg> trunks = new HashSet<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Tickers tickers = new Tickers();
    private final UdpLoop.Handler handler = this::readable;
    private long nowNanos;
    private long nextSweepNanos;
    private volatile Thread thread = new Thread();
    private volatile boolean stopping;

    private MediaPort(
            MediaConfig config,
            UdpLoop loop,
            UdpSocket socket,
            DtlsHandshakes handshakes,
            MeterRegistry registry,
            LongSupplier nanoClock,
            SecureRandom random) {
        this.config = config;
        this.loop = loop;
        this.socket = socket;
        this.handshakes = handshakes;
        this.nanoClock = nanoClock;
        this.random = random;
        metrics = new MediaMetrics(registry);
        ice = new IceAgents(registry, random.nextLong());
        browsers = new BrowserPackets(this, ice, legs);
        candidates = IceCandidates.of(reachable(config, socket.local()));
        slots = new PacketSlots(loop, SLOTS);
        nowNanos = nanoClock.getAsLong();
        nextSweepNanos = nowNanos;
    }

    private static List<InetSocketAddress> reachable(MediaConfig config, InetSocketAddress local) {
        List<InetAddress> addresses =
                config.externalAddresses().isEmpty()
                        ? List.of(local.getAddress())
                        : config.externalAddresses();
        return addresses.stream().map(a -> new InetSocketAddress(a, local.getPort())).toList();
    }

    /// Opens the port and begins its work.
    ///
    /// @param registry where its metrics go
    /// @throws CannotListenException when the port cannot be had
    public static MediaPort open(MediaConfig config, MeterRegistry registry) {
        Srtp.warmUp();
        return open(config, registry, System::nanoTime, HANDSHAKE_TIME);
    }

    /// Opens a port with another clock.
    ///
    /// @param nanoClock as [System#nanoTime()]
    /// @param handshakeTime how long a handshake may take
    static MediaPort open(
            MediaConfig config,
            MeterRegistry registry,
            LongSupplier nanoClock,
            Duration handshakeTime) {
        SecureRandom random = new SecureRandom();
        DtlsIdentity identity = DtlsIdentity.create(InstantSource.system(), random);
        DtlsHandshakes handshakes =
                new DtlsHandshakes(identity, config.handshakes(), handshakeTime);
        try {
            UdpLoop loop = UdpLoops.open(config.coalesceMicros());
            try {
                UdpSocket socket = loop.open(config.listen(), null, BUFFER_BYTES, false);
                MediaPort port =
                        new MediaPort(
                                config, loop, socket, handshakes, registry, nanoClock, random);
                port.start();
                return port;
            } catch (IOException | RuntimeException e) {
                loop.close();
                throw e;
            }
        } catch (IOException e) {
            throw new CannotListenException("UDP ", config.listen(), KEY, e);
        }
    }

    private void start() {
        Thread started = new Thread(this::run, "media");
        thread = started;
        started.setDaemon(true);
        started.start();
        LOG.info("event=media_started listen={} candidates={}", socket.local(), candidates);
    }

    /// Makes a browser's end of a call.
    public BrowserLeg browser(BrowserLeg.Listener listener) {
        return browser(listener, newCredentials());
    }

    /// Makes the end of a browser that has chosen how its leg is known here, since it does not wait
    /// for the answer with its checks.
    public BrowserLeg browser(BrowserLeg.Listener listener, IceCredentials chosen) {
        return new BrowserLeg(this, chosen, listener);
    }

    /// Makes a trunk's end of a call, with ports of its own; waits for the port's thread, so not
    /// to be called there.
    ///
    /// @return null when no pair of ports is free
    public @Nullable TrunkLeg trunk() {
        CompletableFuture<@Nullable TrunkLeg> made = new CompletableFuture<>();
        execute(() -> made.complete(openTrunk()));
        return made.orTimeout(STOP_TIME.toSeconds(), TimeUnit.SECONDS).join();
    }

    /// Tries pairs from a random one on, so that nobody can tell the next call's.
    private @Nullable TrunkLeg openTrunk() {
        MediaConfig.TrunkPorts ports = config.trunkPorts();
        int start = random.nextInt(ports.pairs());
        for (int i = 0; i < ports.pairs() && i < MAX_TRIES; i++) {
            InetSocketAddress even =
                    new InetSocketAddress(
                            config.listen().getAddress(), ports.even((start + i) % ports.pairs()));
            try {
                TrunkLeg leg = new TrunkLeg(this, loop, even, trunkAddress());
                trunks.add(leg);
                metrics.opened();
                return leg;
            } catch (IOException _) {
                LOG.trace("event=media_ports_taken even={}", even.getPort());
            }
        }
        LOG.warn("event=media_no_ports ports={}: widen media.trunk-ports", ports);
        return null;
    }

    private InetAddress trunkAddress() {
        return config.externalAddresses().isEmpty()
                ? config.listen().getAddress()
                : config.externalAddresses().getFirst();
    }

    void remove(TrunkLeg leg) {
        if (trunks.remove(leg)) {
            metrics.closed();
        }
    }

    /// Where browsers are told to send: [#local], or as others reach it.
    public List<InetSocketAddress> reachable() {
        return reachable(config, socket.local());
    }

    /// Where browsers' media come to on this machine.
    public InetSocketAddress local() {
        return socket.local();
    }

    /// Runs a task on the port's thread, soon, after those that were given before it. A task that
    /// is given while the port closes may never run.
    public void execute(Runnable task) {
        tasks.add(task);
        loop.wakeup();
    }

    /// The memory of the port's packets. For the port's thread.
    public Datagrams packets() {
        return slots.datagrams();
    }

    /// A free slot of [#packets()], to write a packet into that an [RtpSink] is given next: its
    /// first byte at [Datagrams#HEADROOM]. For the port's thread.
    ///
    /// Hot path: called per packet.
    public int slot() {
        return slots.reserve(1);
    }

    IceCredentials newCredentials() {
        return IceCredentials.random(random);
    }

    /// Of the certificate that all legs of browsers have.
    public Fingerprint fingerprint() {
        return handshakes.identity().fingerprint();
    }

    /// Where all legs of browsers are reached: values of SDP's `candidate`.
    public List<String> candidates() {
        return candidates;
    }

    DtlsHandshakes handshakes() {
        return handshakes;
    }

    MediaMetrics metrics() {
        return metrics;
    }

    BrowserPackets browsers() {
        return browsers;
    }

    IceAgents ice() {
        return ice;
    }

    LegTable legs() {
        return legs;
    }

    PacketBuffer buffer() {
        return buffer;
    }

    /// When the present turn began, by the clock of [#nanoTime()]. For the port's thread.
    ///
    /// Hot path: called per packet.
    public long nowNanos() {
        return nowNanos;
    }

    /// The monotonic clock of the port.
    public long nanoTime() {
        return nanoClock.getAsLong();
    }

    /// Calls somebody every 20 ms from now on. For the port's thread.
    public void start(Ticker ticker) {
        tickers.add(ticker, nowNanos);
    }

    /// Ends that. For the port's thread.
    public void stop(Ticker ticker) {
        tickers.remove(ticker);
    }

    void add(BrowserTransport transport) {
        transports.add(transport);
        metrics.opened();
    }

    void remove(BrowserTransport transport) {
        if (transports.remove(transport)) {
            metrics.closed();
        }
    }

    /// Sends from a slot to a browser.
    ///
    /// Hot path: called per packet.
    void send(Datagrams packets, int slot, int offset, int length, Remote to) {
        socket.send(packets, slot, offset, length, to);
    }

    /// Sends bytes to a browser.
    void send(byte[] bytes, Remote to) {
        int slot = slots.reserve(1);
        slots.datagrams().slot(slot).put(Datagrams.HEADROOM, bytes);
        socket.send(slots.datagrams(), slot, Datagrams.HEADROOM, bytes.length, to);
    }

    private void run() {
        while (!stopping) {
            try {
                turn();
            } catch (IOException | RuntimeException | Error e) {
                // Nothing that a stranger sends may end the calls of everybody else.
                LOG.error("event=media_failed", e);
            }
        }
        List.copyOf(transports).forEach(BrowserTransport::close);
        List.copyOf(trunks).forEach(TrunkLeg::closeNow);
        loop.flush();
    }

    /// Hot path: called per wake-up.
    private void turn() throws IOException {
        loop.poll(tickers.waitMillis(nanoClock.getAsLong(), SWEEP.toMillis()), handler);
        wake();
        loop.flush();
    }

    /// Looks at the clock and runs what was given before anything that came later is handled: who
    /// is told of a leg may send to it at once.
    ///
    /// Hot path: called per readable socket.
    private void wake() {
        nowNanos = nanoClock.getAsLong();
        Runnable task;
        for (int left = tasks.size(); left > 0 && (task = tasks.poll()) != null; left--) {
            task.run();
        }
        if (nowNanos - nextSweepNanos >= 0) {
            nextSweepNanos = nowNanos + SWEEP.toNanos();
            List.copyOf(transports).forEach(transport -> transport.sweep(nowNanos));
        }
        tickers.run(nowNanos);
    }

    /// Hot path: called per readable socket.
    private void readable(UdpSocket from) {
        wake();
        for (int round = 0; round < ROUNDS; round++) {
            int first = slots.reserve(BATCH);
            int count = from.receive(slots.datagrams(), first, BATCH);
            slots.unreserve(BATCH - count);
            slots.keep(first, count);
            for (int i = 0; i < count; i++) {
                if (from.attachment() instanceof TrunkLeg leg) {
                    leg.received(from, slots.datagrams(), first + i);
                } else {
                    browsers.take(slots.datagrams(), first + i);
                }
            }
            slots.release();
            if (count < BATCH) {
                return;
            }
        }
    }

    /// Hot path: called per refused packet.
    static Dropped reason(SrtpRefusal refusal) {
        return switch (refusal) {
            case MALFORMED -> Dropped.MALFORMED;
            case NOT_AUTHENTIC, NOT_ENCRYPTED -> Dropped.NOT_AUTHENTIC;
            case REPLAYED -> Dropped.REPLAYED;
            case TOO_MANY_SOURCES -> Dropped.OTHER_SOURCE;
        };
    }

    @Override
    public void close() {
        stopping = true;
        loop.wakeup();
        try {
            thread.join(STOP_TIME);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
    }
}
