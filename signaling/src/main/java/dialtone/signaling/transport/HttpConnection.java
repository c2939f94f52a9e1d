package dialtone.signaling.transport;

import static java.util.Objects.requireNonNull;

import dialtone.signaling.hub.Attachment;
import dialtone.signaling.hub.Connection;
import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.MessageWriter;
import dialtone.signaling.message.Outgoing;
import dialtone.signaling.task.Ids;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers.Timer;
import dialtone.signaling.task.TokenBucket;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A connection made of HTTP requests, which belong together by a secret that nobody can guess:
/// what such connections have in common, whichever way messages take to the client.
///
/// From the client they come by POST, numbered, so that a client that does not know whether one
/// arrived may send it again.
///
/// Threading: any thread may call. What comes from the client is taken by the connection's own
/// queue, which owns what is neither final nor volatile. The attachment is set before the client
/// knows the secret.
abstract class HttpConnection implements Connection, Heartbeat.Beating {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    /// How long a client may take to fetch our goodbye.
    private static final Duration GOODBYE_TIME = Duration.ofSeconds(5);

    private static final int MAX_SILENT_BEATS = 2;

    /// What a message costs in the queue beyond its bytes, so that many small ones count too.
    private static final int MESSAGE_OVERHEAD = 64;

    private final Entrance entrance;
    private final Transport transport;
    private final @Nullable String origin;
    private final Consumer<HttpConnection> ended;
    private final String secret = Ids.secret();
    private final SerialTasks tasks = new SerialTasks();
    private final TokenBucket allowance;
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicInteger silentBeats = new AtomicInteger();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Timer goodbyeTimer;
    private volatile @Nullable Attachment attachment;
    private volatile int heartbeatSlot;
    private long received;

    /// What becomes of a request.
    enum Outcome {
        DONE,
        /// The connection is over, or about to be.
        OVER,
        TOO_MANY_REQUESTS,
        /// Messages are missing before these.
        OUT_OF_STEP
    }

    /// @param ended is told when it is over, once
    HttpConnection(
            Entrance entrance,
            Transport transport,
            @Nullable String origin,
            Consumer<HttpConnection> ended) {
        this.entrance = entrance;
        this.transport = transport;
        this.origin = origin;
        this.ended = ended;
        Entrance.Options options = entrance.options();
        allowance =
                new TokenBucket(
                        options.requestRate(),
                        options.requestBurst(),
                        entrance.timers().nanoTime());
    }

    /// Lets it into the hub.
    final void begin() {
        attachment = entrance.hub().connect(this, origin);
        heartbeatSlot = entrance.heartbeat().add(this);
        entrance.opened(transport, this);
        if (over.get()) {
            // It ended while it began, and not all of this was there to be undone.
            leave();
        }
    }

    /// By which its requests are known.
    final String secret() {
        return secret;
    }

    final Entrance entrance() {
        return entrance;
    }

    /// Whether requests from this page are its.
    final boolean isOf(@Nullable String requestOrigin) {
        return Objects.equals(origin, requestOrigin);
    }

    /// Takes messages from the client.
    ///
    /// @param first the number of the first one, as the client counts them; those that came before
    ///     are left out. Zero when the client does not count
    /// @param messages valid UTF-8, which nobody changes afterwards
    /// @param told what becomes of it, perhaps before this returns
    final void receive(long first, List<byte[]> messages, Consumer<Outcome> told) {
        tasks.run(() -> told.accept(doReceive(first, messages)));
    }

    private Outcome doReceive(long first, List<byte[]> messages) {
        Outcome outcome = admit();
        if (outcome != Outcome.DONE) {
            return outcome;
        }
        if (first > received + 1) {
            return Outcome.OUT_OF_STEP;
        }
        long known = first == 0 ? 0 : received + 1 - first;
        for (int i = (int) Math.min(known, messages.size()); i < messages.size(); i++) {
            received++;
            attachment().receive(messages.get(i));
        }
        return Outcome.DONE;
    }

    /// Whether a request may be done, which is a sign of life; on the connection's queue.
    final Outcome admit() {
        silentBeats.set(0);
        if (over.get()) {
            return Outcome.OVER;
        }
        return allowance.take(entrance.timers().nanoTime())
                ? Outcome.DONE
                : Outcome.TOO_MANY_REQUESTS;
    }

    /// Runs something on the connection's queue.
    final void run(Runnable task) {
        tasks.run(task);
    }

    @Override
    public final void send(Outgoing message) {
        if (closing.get()) {
            return;
        }
        byte[] utf8 = MessageWriter.write(message);
        int cost = utf8.length + MESSAGE_OVERHEAD;
        if (queuedBytes.addAndGet(cost) > entrance.maxQueuedBytes()) {
            queuedBytes.addAndGet(-cost);
            if (fail(CloseCode.TOO_SLOW, "You read too slowly: too much was waiting for you.")) {
                entrance.metrics().slowConsumerClosed(transport);
            }
            return;
        }
        entrance.metrics().queued(cost);
        queue(utf8, cost);
    }

    /// A message does not wait any more.
    final void unqueue(int cost) {
        queuedBytes.addAndGet(-cost);
        entrance.metrics().queued(-cost);
    }

    @Override
    public final void beat() {
        if (closing.get()) {
            return;
        }
        if (silentBeats.getAndIncrement() >= MAX_SILENT_BEATS) {
            fail(CloseCode.TIMEOUT, "No sign of life for two pings.");
        } else {
            ping();
        }
    }

    /// Ends the connection, and the session too unless it is just a connection that does not work
    /// any more; false when it was ending already.
    final boolean fail(CloseCode code, String words) {
        if (!closing.compareAndSet(false, true)) {
            return false;
        }
        // Before the goodbye, which may end the connection: then it would just be lost.
        switch (code) {
            case TIMEOUT, TOO_SLOW -> attachment().lost();
            default -> attachment().abandon();
        }
        goodbye(code, words);
        return true;
    }

    @Override
    public final void close(CloseCode code, String words) {
        if (closing.compareAndSet(false, true)) {
            goodbye(code, words);
        }
    }

    private void goodbye(CloseCode code, String words) {
        LOG.debug(
                "event=connection_closing transport={} session={} code={}",
                transport.label(),
                sessionId(),
                code.code());
        goodbyeTimer = entrance.timers().after(GOODBYE_TIME, this::end);
        sayGoodbye(new Goodbye(code, words));
    }

    /// It is over: whatever has not reached the client now never will on this connection.
    final void end() {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        closing.set(true);
        Timer timer = goodbyeTimer;
        if (timer != null) {
            timer.cancel();
        }
        ended.accept(this);
        cutOff();
        leave();
    }

    private void leave() {
        entrance.heartbeat().remove(heartbeatSlot, this);
        entrance.closed(transport, this);
        Attachment known = attachment;
        if (known != null) {
            known.lost();
        }
    }

    final boolean isOver() {
        return over.get();
    }

    /// For the log; empty for a connection that ends while it begins.
    private String sessionId() {
        Attachment known = attachment;
        return known == null ? "" : known.sessionId();
    }

    private Attachment attachment() {
        return requireNonNull(attachment, "the connection has not begun");
    }

    /// Why it is closed, as clients read it.
    ///
    /// @param code of a WebSocket's close frame
    record Goodbye(int code, String reason) {

        Goodbye(CloseCode code, String words) {
            this(code.code(), words);
        }
    }

    /// Sends a message in its turn, and takes it off the queue once it is sent.
    abstract void queue(byte[] utf8, int cost);

    /// Asks for a sign of life.
    abstract void ping();

    /// Says it after what waits, and ends then.
    abstract void sayGoodbye(Goodbye goodbye);

    /// Lets go of whatever waits to be written.
    abstract void cutOff();
}
