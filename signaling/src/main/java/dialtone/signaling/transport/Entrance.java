package dialtone.signaling.transport;

import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Responses;
import dialtone.signaling.hub.Connection;
import dialtone.signaling.hub.Hub;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.task.Timers;
import dialtone.signaling.ticket.Verdict.Refused;
import dialtone.signaling.transport.TransportMetrics.Result;

import io.micrometer.core.instrument.MeterRegistry;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What all connections have in common, whatever their transport: who may connect, how many there
/// may be and how they are treated.
///
/// Threading: for any number of threads.
public final class Entrance implements AutoCloseable {

    /// Connections that have not opened a session yet come on top of those that have; this keeps
    /// a flood of them from taking all file descriptors. Up to it, the client is told why in a
    /// message its program can read, which an HTTP status is not.
    private static final int CONNECTIONS_PER_SESSION = 2;

    private final Hub hub;
    private final Timers timers;
    private final Options options;
    private final TransportMetrics metrics;
    private final Heartbeat heartbeat;
    private final LateAnswers lateAnswers;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile @Nullable CountDownLatch whenEmpty;

    /// How connections are treated.
    ///
    /// @param maxMessageBytes of one message
    /// @param maxQueuedBytes that may wait for a client to read them
    /// @param pingInterval how often each is asked whether it is alive
    /// @param maxSessions how many sessions there may be
    /// @param requestRate requests that a connection made of them may send each second, on average
    /// @param requestBurst requests it may send at once
    public record Options(
            int maxMessageBytes,
            long maxQueuedBytes,
            Duration pingInterval,
            int maxSessions,
            int requestRate,
            int requestBurst) {}

    public Entrance(Hub hub, Timers timers, Options options, MeterRegistry registry) {
        this.hub = hub;
        this.timers = timers;
        this.options = options;
        this.metrics = new TransportMetrics(registry);
        this.heartbeat = new Heartbeat(timers, options.pingInterval());
        this.lateAnswers = new LateAnswers(timers);
    }

    /// Answers whoever may not connect, and counts it; false for those who may.
    boolean refuses(Transport transport, Request request, Response response, Callback callback) {
        Refused forbidden = hub.admission().checkOrigin(origin(request));
        if (forbidden != null) {
            wished(transport, request, Result.FORBIDDEN_ORIGIN);
            refuse(response, callback, HttpStatus.FORBIDDEN_403, forbidden);
            return true;
        }
        if (metrics.connections() >= CONNECTIONS_PER_SESSION * options.maxSessions()) {
            wished(transport, request, Result.OVERLOADED);
            refuse(
                    response,
                    callback,
                    HttpStatus.SERVICE_UNAVAILABLE_503,
                    new Refused(
                            ErrorCode.OVERLOADED,
                            "The server has as many connections as it may have."));
            return true;
        }
        return false;
    }

    /// Of the page that asks, as the browser tells it; null when it is no page.
    static @Nullable String origin(Request request) {
        return request.getHeaders().get(HttpHeader.ORIGIN);
    }

    static void refuse(Response response, Callback callback, int status, Refused refused) {
        Responses.problem(
                response, callback, Problem.of(status, refused.code(), refused.message()));
    }

    void wished(Transport transport, Request request, Result result) {
        metrics.wished(transport, isHttp2(request), result);
    }

    static boolean isHttp2(Request request) {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
    }

    void opened(Transport transport, Connection connection) {
        connections.add(connection);
        metrics.opened(transport);
    }

    void closed(Transport transport, Connection connection) {
        if (connections.remove(connection)) {
            metrics.closed(transport);
        }
        CountDownLatch waiting = whenEmpty;
        if (waiting != null && connections.isEmpty()) {
            waiting.countDown();
        }
    }

    /// Waits until no connection is open, but not longer than that.
    public void awaitNoConnections(Duration atMost) throws InterruptedException {
        CountDownLatch empty = new CountDownLatch(1);
        whenEmpty = empty;
        if (!connections.isEmpty()) {
            empty.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /// Asks nobody any more whether they are alive.
    @Override
    public void close() {
        heartbeat.close();
    }

    Hub hub() {
        return hub;
    }

    Timers timers() {
        return timers;
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    LateAnswers lateAnswers() {
        return lateAnswers;
    }

    TransportMetrics metrics() {
        return metrics;
    }

    Options options() {
        return options;
    }

    int maxMessageBytes() {
        return options.maxMessageBytes();
    }

    long maxQueuedBytes() {
        return options.maxQueuedBytes();
    }
}
