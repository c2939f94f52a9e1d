package dialtone.signaling.transport;

import static java.util.Objects.requireNonNull;

import dialtone.signaling.hub.Attachment;
import dialtone.signaling.hub.Connection;
import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.MessageWriter;
import dialtone.signaling.message.Outgoing;
import dialtone.signaling.task.Timers.Timer;

import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// One WebSocket: makes messages of frames for its session, and frames of what the hub sends.
///
/// Threading: frames come one after another, on the selector's thread. Everything else may come
/// from any thread; what is shared is atomic. The attachment is set before the first frame is asked
/// for.
final class ClientSocket implements FrameHandler, Connection, Heartbeat.Beating {

    private static final Logger LOG = LoggerFactory.getLogger(ClientSocket.class);

    /// How long a client may take to answer our close before the socket is simply closed.
    private static final Duration GOODBYE_TIME = Duration.ofSeconds(5);

    private static final int MAX_UNANSWERED_PINGS = 2;

    /// What a frame costs in the queue beyond its payload, so that many small ones count too.
    private static final int FRAME_OVERHEAD = 64;

    private final Entrance entrance;
    private final @Nullable String origin;
    private final MessageAssembler incoming;
    private final LateAnswers.Client lateAnswers;
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicInteger unansweredPings = new AtomicInteger();
    private final AtomicBoolean pongQueued = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable Timer goodbyeTimer;
    private volatile @Nullable CoreSession socket;
    private volatile @Nullable Attachment attachment;
    private int heartbeatSlot;

    ClientSocket(Entrance entrance, @Nullable String origin) {
        this.entrance = entrance;
        this.origin = origin;
        this.incoming = new MessageAssembler(entrance.maxMessageBytes());
        this.lateAnswers = new LateAnswers.Client(entrance.lateAnswers(), this::flush);
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        socket = opened;
        attachment = entrance.hub().connect(this, origin);
        heartbeatSlot = entrance.heartbeat().add(this);
        entrance.opened(Transport.WEBSOCKET, this);
        callback.succeeded();
        opened.demand();
    }

    /// Hot path: called per frame, or per part of a frame that came in parts.
    @Override
    public void onFrame(Frame frame, Callback callback) {
        unansweredPings.set(0);
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.CONTINUATION -> onText(frame);
            case OpCode.BINARY -> fail(CloseCode.NOT_UTF8, "Send text frames, not binary ones.");
            case OpCode.PING -> pong(frame.getPayload());
            case OpCode.CLOSE -> {
                // Jetty answers it when this is done, and then says that the socket is closed.
                callback.succeeded();
                return;
            }
            default -> {}
        }
        callback.succeeded();
        socket().demand();
    }

    private void onText(Frame frame) {
        if (closing.get()) {
            return;
        }
        if (!incoming.append(payload(frame))) {
            fail(
                    CloseCode.TOO_LARGE,
                    "A message may have " + entrance.maxMessageBytes() + " bytes.");
            return;
        }
        if (!frame.isFin()) {
            return;
        }
        byte[] message = incoming.take();
        if (Utf8.isValid(message)) {
            attachment().receive(message);
        } else {
            fail(CloseCode.NOT_UTF8, "A message was not UTF-8.");
        }
    }

    /// What a frame carries, in an array that nobody else has.
    private static byte[] payload(Frame frame) {
        return frame instanceof FrameReader.Data data
                ? data.bytes()
                : BufferUtil.toArray(frame.getPayload());
    }

    /// Answers a ping, unless an answer is still waiting: the newest ping may stand for those
    /// before it (RFC 6455 section 5.5.3), and so pings cannot pile up.
    private void pong(@Nullable ByteBuffer payload) {
        if (closing.get() || !pongQueued.compareAndSet(false, true)) {
            return;
        }
        ByteBuffer echo = payload == null ? BufferUtil.EMPTY_BUFFER : BufferUtil.copy(payload);
        socket().sendFrame(
                        new Frame(OpCode.PONG, true, echo),
                        Callback.from(() -> pongQueued.set(false), _ -> pongQueued.set(false)),
                        false);
    }

    @Override
    public void beat() {
        if (unansweredPings.getAndIncrement() >= MAX_UNANSWERED_PINGS) {
            fail(CloseCode.TIMEOUT, "No pong for two pings.");
        } else if (!closing.get()) {
            socket().sendFrame(new Frame(OpCode.PING), Callback.NOOP, false);
        }
    }

    @Override
    public void send(Outgoing message) {
        if (closing.get()) {
            return;
        }
        byte[] utf8 = MessageWriter.write(message);
        int cost = utf8.length + FRAME_OVERHEAD;
        if (queuedBytes.addAndGet(cost) > entrance.maxQueuedBytes()) {
            queuedBytes.addAndGet(-cost);
            if (fail(CloseCode.TOO_SLOW, "You read too slowly: too much was waiting for you.")) {
                entrance.metrics().slowConsumerClosed(Transport.WEBSOCKET);
            }
            return;
        }
        entrance.metrics().queued(cost);
        CoreSession there = socket();
        boolean isLate = LateAnswers.mayWait(message) && lateAnswers.isLate();
        there.sendFrame(
                new Frame(OpCode.TEXT, true, ByteBuffer.wrap(utf8)),
                Callback.from(() -> unqueue(cost), _ -> unqueue(cost)),
                isLate || WriteBatch.takes(there));
        if (isLate) {
            lateAnswers.waits();
        }
    }

    private void flush() {
        socket().flush(Callback.NOOP);
    }

    private void unqueue(int cost) {
        queuedBytes.addAndGet(-cost);
        entrance.metrics().queued(-cost);
    }

    /// Ends the connection, and the session too unless it is just a connection that does not work
    /// any more; false when it was ending already.
    private boolean fail(CloseCode code, String words) {
        if (closing.get()) {
            return false;
        }
        boolean first = doClose(code, words);
        switch (code) {
            case TIMEOUT, TOO_SLOW -> attachment().lost();
            default -> attachment().abandon();
        }
        return first;
    }

    @Override
    public void close(CloseCode code, String words) {
        doClose(code, words);
    }

    private boolean doClose(CloseCode code, String words) {
        if (!closing.compareAndSet(false, true)) {
            return false;
        }
        LOG.debug("event=socket_closing session={} code={}", sessionId(), code.code());
        goodbyeTimer = entrance.timers().after(GOODBYE_TIME, socket()::abort);
        socket().sendFrame(new GoodbyeFrame(code, words), Callback.NOOP, false);
        return true;
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.debug("event=socket_failed session={} cause={}", sessionId(), cause.toString());
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        closing.set(true);
        Timer timer = goodbyeTimer;
        if (timer != null) {
            timer.cancel();
        }
        entrance.heartbeat().remove(heartbeatSlot, this);
        entrance.closed(Transport.WEBSOCKET, this);
        switch (status.getCode()) {
            case CloseStatus.NORMAL, CloseStatus.SHUTDOWN -> attachment().abandon();
            default -> attachment().lost();
        }
        callback.succeeded();
    }

    /// For the log; empty for a socket that ends while it begins.
    private String sessionId() {
        Attachment known = attachment;
        return known == null ? "" : known.sessionId();
    }

    private CoreSession socket() {
        return requireNonNull(socket, "the socket is not open yet");
    }

    private Attachment attachment() {
        return requireNonNull(attachment, "the socket is not open yet");
    }
}
