package dialtone.media;

import dialtone.media.MediaMetrics.Dropped;
import dialtone.media.MediaMetrics.Handshake;
import dialtone.media.dtls.DtlsAssociation;
import dialtone.media.dtls.DtlsKeys;
import dialtone.media.dtls.DtlsSetup;
import dialtone.media.dtls.Fingerprint;
import dialtone.media.ice.IceAgent;
import dialtone.media.ice.IceCredentials;
import dialtone.media.srtp.SrtpSession;
import dialtone.udp.Datagrams;
import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// What the port's thread has of a browser leg: CONNECTING until there are keys, then CONNECTED;
/// and OVER when it failed or was closed.
///
/// Packets count only from addresses that ICE has proven, media only when made with the keys.
///
/// Threading: for the port's thread.
final class BrowserTransport {

    /// How long a browser may take to be connected, from when its SDP is known.
    static final Duration CONNECT_TIME = Duration.ofSeconds(30);

    /// Datagrams of a handshake that are kept while the SDP has yet to tell of its certificate.
    private static final int MAX_EARLY = 4;

    private final MediaPort port;
    private final BrowserLeg leg;
    private final BrowserLeg.Listener listener;
    private final SourcePin pin = new SourcePin();
    private final Queue<byte[]> early = new ArrayDeque<>();
    private final HeldPacket held = new HeldPacket();
    private @Nullable IceAgent agent;
    private @Nullable DtlsSetup role;
    private List<Fingerprint> expected = List.of();
    private @Nullable DtlsAssociation association;
    private @Nullable SrtpSession srtp;
    private RtpSink receiver = Nobody.INSTANCE;
    private long deadlineNanos;
    private boolean hasMedia;
    private boolean isOver;

    BrowserTransport(MediaPort port, BrowserLeg leg, BrowserLeg.Listener listener) {
        this.port = port;
        this.leg = leg;
        this.listener = listener;
    }

    void open(IceCredentials ice) {
        IceAgent opened = port.ice().open(ice, new Checks());
        agent = opened;
        port.add(this);
        port.browsers().answerEarly(opened);
    }

    void restart(IceCredentials ice) {
        if (agent != null && !isOver) {
            port.ice().restart(agent, ice);
        }
    }

    void receiver(RtpSink sink) {
        receiver = sink;
        pin.release();
    }

    /// A certificate is known that keys are to be agreed on with; those of another are forgotten.
    void expect(DtlsSetup decided, List<Fingerprint> fingerprints) {
        if (isOver) {
            return;
        }
        if (association != null) {
            association.close();
            association = null;
        }
        srtp = null;
        pin.release();
        role = decided;
        expected = fingerprints;
        deadlineNanos = port.nowNanos() + CONNECT_TIME.toNanos();
        beginIfActive();
        byte[] datagram;
        while ((datagram = early.poll()) != null) {
            takeDtls(datagram);
        }
    }

    /// As the client this end begins as soon as it knows where to.
    private void beginIfActive() {
        if (role == DtlsSetup.ACTIVE
                && association == null
                && srtp == null
                && agent != null
                && agent.selected() != null) {
            begin(role);
        }
    }

    private void begin(DtlsSetup as) {
        Answers answers = new Answers();
        association = port.handshakes().begin(as, expected, answers);
        answers.of = association;
        if (association == null) {
            port.metrics().dropped(Dropped.TOO_MANY_HANDSHAKES);
        }
    }

    /// A datagram of DTLS has come from an address that ICE has proven to be this browser's.
    void dtls(byte[] datagram) {
        if (role == null && early.size() < MAX_EARLY) {
            early.add(datagram);
            return;
        }
        takeDtls(datagram);
    }

    private void takeDtls(byte[] datagram) {
        if (role == null) {
            port.metrics().dropped(Dropped.TOO_EARLY);
            return;
        }
        if (association == null && srtp == null) {
            begin(role);
        }
        if (association != null && !association.offer(datagram)) {
            port.metrics().dropped(Dropped.LATE_DTLS);
        }
    }

    /// Media has come from an address that ICE has proven to be this browser's.
    ///
    /// Hot path: called per packet.
    void received(Datagrams packets, int slot, int offset, int length, boolean isRtcp) {
        SrtpSession session = srtp;
        if (session == null) {
            port.metrics().dropped(Dropped.TOO_EARLY);
            return;
        }
        int plain =
                isRtcp
                        ? session.unprotectRtcp(packets, slot, offset, length)
                        : session.unprotectRtp(packets, slot, offset, length);
        if (plain == SrtpSession.REFUSED) {
            port.metrics().dropped(MediaPort.reason(session.refusal()));
        } else if (isRtcp) {
            receiver.rtcp(packets, slot, offset, plain);
        } else if (pin.accepts(packets, slot, offset, port.nowNanos())) {
            if (!hasMedia) {
                hasMedia = true;
                listener.mediaArrived();
            }
            receiver.rtp(packets, slot, offset, plain);
        } else {
            port.metrics().dropped(Dropped.OTHER_SOURCE);
        }
    }

    /// Sends a plain packet, protected; the last one of media waits for keys.
    ///
    /// Hot path: called per packet.
    void send(Datagrams packets, int slot, int offset, int length, boolean isRtcp) {
        SrtpSession session = srtp;
        IceAgent to = agent;
        Remote remote = to == null ? null : to.selected();
        if (session == null || remote == null) {
            boolean isHeld = session == null && !isRtcp && !isOver;
            if (!isHeld || held.keep(packets, slot, offset, length, port.nowNanos())) {
                port.metrics().dropped(Dropped.NOT_CONNECTED);
            }
            return;
        }
        int hidden =
                isRtcp
                        ? session.protectRtcp(packets, slot, offset, length)
                        : session.protectRtp(packets, slot, offset, length);
        if (hidden == SrtpSession.REFUSED) {
            port.metrics().dropped(MediaPort.reason(session.refusal()));
        } else {
            port.send(packets, slot, offset, hidden, remote);
        }
    }

    private void sendHeld() {
        if (held.isEmpty()) {
            return;
        }
        byte[] packet = held.take(port.nowNanos());
        if (packet == null) {
            port.metrics().dropped(Dropped.NOT_CONNECTED);
            return;
        }
        int slot = port.slot();
        port.packets().slot(slot).put(Datagrams.HEADROOM, packet);
        send(port.packets(), slot, Datagrams.HEADROOM, packet.length, false);
    }

    /// Looks for what did not happen in time.
    void sweep(long nowNanos) {
        if (isOver || agent == null) {
            return;
        }
        agent.sweep(nowNanos);
        beginIfActive();
        if (role != null && srtp == null && nowNanos - deadlineNanos >= 0) {
            fail(
                    agent.selected() == null
                            ? ("no connectivity check of the browser came within %d seconds: is UDP"
                                            + " port %d of this server within its reach?")
                                    .formatted(CONNECT_TIME.toSeconds(), port.local().getPort())
                            : "the browser was reached, but no keys were agreed on within %d seconds"
                                    .formatted(CONNECT_TIME.toSeconds()));
        }
    }

    private void fail(String words) {
        if (!isOver) {
            over();
            listener.failed(words);
        }
    }

    void close() {
        if (!isOver) {
            over();
        }
    }

    private void over() {
        isOver = true;
        srtp = null;
        early.clear();
        if (association != null) {
            association.close();
        }
        if (agent != null) {
            port.ice().close(agent);
        }
        port.remove(this);
    }

    /// What ICE tells.
    private final class Checks implements IceAgent.Events {

        @Override
        public boolean mayHave(Remote remote) {
            return port.legs().find(remote) == null;
        }

        @Override
        public void validated(Remote remote) {
            port.legs().add(remote, leg);
        }

        @Override
        public void expired(Remote remote) {
            port.legs().remove(remote);
        }

        @Override
        public void connected() {
            listener.iceConnected();
            beginIfActive();
        }

        @Override
        public void consentLost() {
            listener.consentLost();
        }
    }

    /// What DTLS tells, from its own thread.
    ///
    /// Threading: it only puts tasks on the port's queue.
    private final class Answers implements DtlsAssociation.Events {

        /// Set on the port's thread, where it is compared too.
        private @Nullable DtlsAssociation of;

        @Override
        public String name() {
            return listener.name();
        }

        @Override
        public void send(byte[] datagram) {
            port.execute(() -> sendDtls(datagram));
        }

        private void sendDtls(byte[] datagram) {
            Remote remote = agent == null ? null : agent.selected();
            if (remote != null && isCurrent()) {
                port.send(datagram, remote);
            }
        }

        /// Whether no other handshake has begun since.
        private boolean isCurrent() {
            return !isOver && of != null && of.equals(association);
        }

        @Override
        public void connected(DtlsKeys keys) {
            port.execute(() -> take(keys));
        }

        private void take(DtlsKeys keys) {
            if (isCurrent()) {
                port.metrics().handshake(Handshake.DONE);
                srtp = new SrtpSession(keys.local(), keys.remote(), port.buffer());
                sendHeld();
                listener.dtlsConnected(keys.local().profile());
            }
        }

        @Override
        public void failed(String words) {
            port.execute(
                    () -> {
                        if (isCurrent()) {
                            port.metrics().handshake(Handshake.FAILED);
                            fail(words);
                        }
                    });
        }

        @Override
        public void closed() {
            port.execute(
                    () -> {
                        if (isCurrent()) {
                            listener.closedByBrowser();
                        }
                    });
        }
    }
}
