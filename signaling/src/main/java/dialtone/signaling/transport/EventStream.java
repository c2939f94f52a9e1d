package dialtone.signaling.transport;

import dialtone.signaling.http.Responses;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// A connection whose messages go to the client as server-sent events (HTML Standard section 9.2),
/// in the body of an answer that does not end.
///
/// Threading: any thread may call. One write goes on at a time; whoever adds to an idle stream
/// writes.
final class EventStream extends HttpConnection {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PING = "event: ping\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8);

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Queue<Part> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isAnswered = new AtomicBoolean();
    private final Writer writer = new Writer();

    /// What is written at once.
    ///
    /// @param cost in the queue
    private record Part(ByteBuffer bytes, int cost, boolean isLast) {}

    /// What the client is told first.
    ///
    /// @param pingSeconds how often it gets a ping, and has to give a sign of life
    private record Opened(String connection, long pingSeconds) {}

    EventStream(
            Entrance entrance,
            Request request,
            Response response,
            Callback callback,
            Consumer<HttpConnection> ended) {
        super(entrance, Transport.SSE, Entrance.origin(request), ended);
        this.response = response;
        this.callback = callback;
        this.request = request;
        response.setStatus(HttpStatus.OK_200);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store, no-transform");
        headers.put("X-Content-Type-Options", "nosniff");
        // Asks nginx to pass on what there is at once.
        headers.put("X-Accel-Buffering", "no");
    }

    /// Lets it into the hub, and tells the client the secret of the connection before anything
    /// else, a goodbye included.
    void open() {
        // Pings find out whether somebody is there; a write that does not go on is not idle.
        request.addIdleTimeoutListener(_ -> false);
        request.addFailureListener(_ -> end());
        long pingSeconds = entrance().options().pingInterval().toSeconds();
        queue.add(
                new Part(
                        ByteBuffer.wrap(named("open", new Opened(secret(), pingSeconds))),
                        0,
                        false));
        begin();
        writer.iterate();
    }

    @Override
    void queue(byte[] utf8, int cost) {
        add(new Part(ByteBuffer.wrap(event(utf8)), cost, false));
    }

    @Override
    void ping() {
        add(PING, false);
    }

    @Override
    void sayGoodbye(Goodbye goodbye) {
        add(named("close", goodbye), true);
    }

    @Override
    void cutOff() {
        if (isAnswered.compareAndSet(false, true)) {
            callback.failed(new EofException("The connection is over."));
        }
        dropQueue();
    }

    private void add(byte[] bytes, boolean isLast) {
        add(new Part(ByteBuffer.wrap(bytes), 0, isLast));
    }

    private void add(Part part) {
        queue.add(part);
        writer.iterate();
        if (isOver()) {
            dropQueue();
        }
    }

    private void dropQueue() {
        Part part;
        while ((part = queue.poll()) != null) {
            unqueue(part.cost());
        }
    }

    private static byte[] named(String name, Object data) {
        byte[] json = Responses.bytes(data);
        byte[] head = ("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8);
        return event(head, json);
    }

    private static byte[] event(byte[] json) {
        return event(DATA, json);
    }

    /// A line break in JSON is never more than a space, and would end the event's line.
    private static byte[] event(byte[] head, byte[] json) {
        byte[] event = new byte[head.length + json.length + 2];
        System.arraycopy(head, 0, event, 0, head.length);
        for (int i = 0; i < json.length; i++) {
            byte b = json[i];
            event[head.length + i] = b == '\n' || b == '\r' ? (byte) ' ' : b;
        }
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }

    /// Writes one part after another.
    ///
    /// Threading: Jetty's class sees to it that only one thread is in here.
    private final class Writer extends IteratingCallback {

        private @Nullable Part current;

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        @Override
        protected Action process() {
            Part written = current;
            if (written != null) {
                current = null;
                unqueue(written.cost());
                if (written.isLast()) {
                    return Action.SUCCEEDED;
                }
            }
            Part next = queue.poll();
            if (next == null) {
                return Action.IDLE;
            }
            current = next;
            response.write(next.isLast(), next.bytes(), this);
            return Action.SCHEDULED;
        }

        @Override
        protected void onCompleteSuccess() {
            if (isAnswered.compareAndSet(false, true)) {
                callback.succeeded();
            }
            end();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            Part lost = current;
            if (lost != null) {
                current = null;
                unqueue(lost.cost());
            }
            end();
        }
    }
}
