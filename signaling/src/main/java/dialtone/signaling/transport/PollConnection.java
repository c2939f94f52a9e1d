package dialtone.signaling.transport;

import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Responses;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/// A connection whose messages wait until the client asks for them: by a request that is answered
/// as soon as there are some, or empty after a while.
///
/// A message is kept until the client asks for those after it. So an answer that was lost on its
/// way is given again, and the client gets each message once.
///
/// Threading: any thread may call; the connection's queue owns all fields.
final class PollConnection extends HttpConnection {

    private final Queue<Kept> kept = new ArrayDeque<>();
    private long last;
    private long acknowledged;
    private @Nullable Poll waiting;
    private @Nullable Goodbye goodbye;

    /// A message that the client may not have yet.
    private static final class Kept {

        private final byte[] utf8;
        private final int cost;

        Kept(byte[] utf8, int cost) {
            this.utf8 = utf8;
            this.cost = cost;
        }
    }

    /// A request that is not answered yet.
    private record Poll(Response response, Callback callback) {}

    PollConnection(Entrance entrance, Request request, Consumer<HttpConnection> ended) {
        super(entrance, Transport.POLL, Entrance.origin(request), ended);
    }

    /// Tells the client the secret of the connection.
    void open(Response response, Callback callback) {
        run(() -> write(new Poll(response, callback), secret()));
    }

    /// Answers with the messages after that one, when there are some.
    ///
    /// @param after the number of the last message that the client has
    void poll(long after, Request request, Response response, Callback callback) {
        run(() -> doPoll(after, request, new Poll(response, callback)));
    }

    private void doPoll(long after, Request request, Poll poll) {
        Outcome outcome = admit();
        if (outcome != Outcome.DONE) {
            SignalRoutes.refuse(outcome, poll.response(), poll.callback());
            return;
        }
        if (after < acknowledged || after > last) {
            Responses.problem(
                    poll.response(),
                    poll.callback(),
                    Problem.badRequest(
                            "after must be the number of the last message that came: %d to %d here, not %d."
                                    .formatted(acknowledged, last, after)));
            return;
        }
        Poll before = waiting;
        if (before != null) {
            Responses.problem(
                    before.response(),
                    before.callback(),
                    Problem.ofRequest(
                            HttpStatus.CONFLICT_409,
                            "http/replaced",
                            "Another poll of this connection has taken the place of this one."));
        }
        waiting = poll;
        request.addIdleTimeoutListener(_ -> false);
        request.addFailureListener(cause -> run(() -> lost(poll, cause)));
        while (acknowledged < after) {
            acknowledged++;
            unqueue(kept.remove().cost);
        }
        if (!kept.isEmpty() || goodbye != null) {
            answer();
        }
    }

    /// The client will ask again, or give no more sign of life.
    private void lost(Poll poll, Throwable cause) {
        if (poll.equals(waiting)) {
            waiting = null;
            poll.callback().failed(cause);
        }
    }

    @Override
    void queue(byte[] utf8, int cost) {
        run(
                () -> {
                    if (isOver()) {
                        unqueue(cost);
                        return;
                    }
                    last++;
                    kept.add(new Kept(utf8, cost));
                    answer();
                });
    }

    @Override
    void ping() {
        run(this::answer);
    }

    @Override
    void sayGoodbye(Goodbye why) {
        run(
                () -> {
                    goodbye = why;
                    answer();
                });
    }

    @Override
    void cutOff() {
        run(
                () -> {
                    kept.forEach(each -> unqueue(each.cost));
                    kept.clear();
                    Poll poll = waiting;
                    waiting = null;
                    if (poll != null) {
                        SignalRoutes.refuse(Outcome.OVER, poll.response(), poll.callback());
                    }
                });
    }

    private void answer() {
        Poll poll = waiting;
        if (poll != null) {
            waiting = null;
            write(poll, null);
        }
    }

    private void write(Poll poll, @Nullable String connection) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        text(json, "{");
        if (connection != null) {
            long pingSeconds = entrance().options().pingInterval().toSeconds();
            text(
                    json,
                    "\"connection\":\"%s\",\"pingSeconds\":%d,".formatted(connection, pingSeconds));
        }
        text(json, "\"last\":" + last + ",\"messages\":[");
        String separator = "";
        for (Kept each : kept) {
            text(json, separator);
            json.writeBytes(each.utf8);
            separator = ",";
        }
        text(json, "]");
        Goodbye why = goodbye;
        if (why != null) {
            text(json, ",\"close\":");
            json.writeBytes(Responses.bytes(why));
        }
        text(json, "}");
        Callback callback =
                why == null ? poll.callback() : Callback.from(poll.callback(), this::end);
        Responses.json(poll.response(), callback, HttpStatus.OK_200, json.toByteArray());
    }

    private static void text(ByteArrayOutputStream json, String text) {
        json.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
