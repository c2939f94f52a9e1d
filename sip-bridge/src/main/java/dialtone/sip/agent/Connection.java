package dialtone.sip.agent;

import dialtone.signaling.task.Timers;
import dialtone.sip.message.MessageLimits;
import dialtone.sip.message.Parsed;
import dialtone.sip.message.StreamParser;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A TCP or TLS connection, made here or there.
///
/// A line end alone is a ping when two come in a row, and a pong after a ping of ours (RFC 5626
/// section 4.4.1). Many servers never answer pings: only one that once did is given up when it does
/// not.
///
/// Threading: one virtual thread connects and reads, another one writes; any thread sends and
/// closes.
final class Connection implements Flow {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final byte[] PING = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_QUEUED_BYTES = 1024 * 1024;
    private static final int READ_BYTES = 4096;
    private static final Duration MESSAGE_TIME = Duration.ofSeconds(30);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final Outgoing END = new Outgoing(new byte[0], () -> {});

    /// A message that waits to be written. Each is itself: [#END] is no other empty one.
    private static final class Outgoing {
        final byte[] bytes;
        final Runnable onFailure;

        Outgoing(byte[] bytes, Runnable onFailure) {
            this.bytes = bytes;
            this.onFailure = onFailure;
        }
    }

    /// Makes the socket ready: connects, shakes hands.
    interface Opener {
        Socket open() throws IOException;
    }

    private final Transport transport;
    private final InetSocketAddress remote;
    private final Opener opener;
    private final Socket underlying;
    private final MessageLimits limits;
    private final Duration idle;
    private final Timers timers;
    private final Receiver receiver;
    private final Runnable onClose;
    private final BlockingQueue<Outgoing> outgoing = new LinkedBlockingQueue<>();
    private final AtomicInteger queuedBytes = new AtomicInteger();
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final AtomicBoolean isPongDue = new AtomicBoolean();
    private volatile boolean hasPonged;
    private int lineEnds;

    /// @param underlying closed with the connection, also while the opener still waits
    Connection(
            Transport transport,
            InetSocketAddress remote,
            Socket underlying,
            Opener opener,
            AgentConfig config,
            Timers timers,
            Receiver receiver,
            Runnable onClose) {
        this.transport = transport;
        this.remote = remote;
        this.underlying = underlying;
        this.opener = opener;
        this.limits = config.limits();
        this.idle = config.idle();
        this.timers = timers;
        this.receiver = receiver;
        this.onClose = onClose;
    }

    void start() {
        Thread.ofVirtual().name("sip-" + transport.parameter() + "-" + remote).start(this::serve);
    }

    /// Sends pings from now on, until it is closed.
    void keepAlive(Duration interval) {
        timers.after(
                interval,
                () -> {
                    if (isClosed.get()) {
                        return;
                    }
                    if (isPongDue.getAndSet(true) && hasPonged) {
                        LOG.debug("event=sip_no_pong remote={}", remote);
                        close();
                        return;
                    }
                    send(PING, remote, () -> {});
                    keepAlive(interval);
                });
    }

    private void serve() {
        try (Socket socket = opener.open()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Math.min(idle.toMillis(), Integer.MAX_VALUE));
            OutputStream out = socket.getOutputStream();
            Thread.ofVirtual().name("sip-write-" + remote).start(() -> writeAll(out));
            readAll(socket.getInputStream());
        } catch (IOException e) {
            LOG.debug("event=sip_connection_ended remote={} reason={}", remote, e.toString());
        } catch (RuntimeException | Error e) {
            LOG.error("event=sip_message_failed remote={}", remote, e);
        } finally {
            close();
        }
    }

    private void readAll(InputStream in) throws IOException {
        StreamParser parser = new StreamParser(limits);
        Source source = new Source(this, remote);
        byte[] bytes = new byte[READ_BYTES];
        long begunNanos = timers.nanoTime();
        while (!parser.isBroken()) {
            int length = in.read(bytes);
            if (length < 0) {
                return;
            }
            if (!parser.isInMessage()) {
                begunNanos = timers.nanoTime();
            } else if (timers.nanoTime() - begunNanos > MESSAGE_TIME.toNanos()) {
                throw new IOException("a message takes too long");
            }
            parser.offer(bytes, 0, length);
            for (Parsed parsed = parser.next(); parsed != null; parsed = parser.next()) {
                begunNanos = timers.nanoTime();
                receive(parsed, source);
            }
        }
        // What was answered to the last message still has to get out.
        outgoing.add(END);
        timers.after(LAST_WORDS, this::close);
        in.transferTo(OutputStream.nullOutputStream());
    }

    private void receive(Parsed parsed, Source source) {
        if (!(parsed instanceof Parsed.KeepAlive)) {
            lineEnds = 0;
            receiver.receive(parsed, source);
        } else if (isPongDue.getAndSet(false)) {
            hasPonged = true;
        } else if (++lineEnds == 2) {
            lineEnds = 0;
            send(PONG, remote, () -> {});
        }
    }

    private void writeAll(OutputStream out) {
        try {
            Outgoing next = outgoing.take();
            while (next != END) {
                write(next, out);
                next = outgoing.take();
            }
            underlying.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("event=sip_write_failed remote={} reason={}", remote, e.toString());
            close();
        } catch (UnsupportedOperationException | InterruptedException _) {
            close();
        }
    }

    private void write(Outgoing next, OutputStream out) throws IOException {
        try {
            out.write(next.bytes);
            out.flush();
            queuedBytes.addAndGet(-next.bytes.length);
        } catch (IOException e) {
            next.onFailure.run();
            throw e;
        }
    }

    @Override
    public Transport transport() {
        return transport;
    }

    InetSocketAddress remote() {
        return remote;
    }

    @Override
    public boolean isOpen() {
        return !isClosed.get();
    }

    @Override
    public void send(byte[] bytes, InetSocketAddress to, Runnable onFailure) {
        if (queuedBytes.addAndGet(bytes.length) > MAX_QUEUED_BYTES) {
            LOG.warn("event=sip_connection_closed remote={} reason=reads-too-slowly", remote);
            close();
        }
        outgoing.add(new Outgoing(bytes, onFailure));
        if (isClosed.get()) {
            failAll();
        }
    }

    void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        try {
            underlying.close();
        } catch (IOException e) {
            LOG.debug("event=sip_close_failed remote={} reason={}", remote, e.toString());
        }
        onClose.run();
        failAll();
        outgoing.add(END);
    }

    private void failAll() {
        boolean hasEnd = false;
        for (Outgoing left = outgoing.poll(); left != null; left = outgoing.poll()) {
            hasEnd |= left == END;
            left.onFailure.run();
        }
        if (hasEnd) {
            outgoing.add(END);
        }
    }
}
