package dialtone.signaling.transport;

import dialtone.signaling.http.Body;
import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Responses;
import dialtone.signaling.http.Routes;
import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.ticket.Verdict.Refused;
import dialtone.signaling.transport.HttpConnection.Outcome;
import dialtone.signaling.transport.TransportMetrics.Result;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The paths below `/v1/signal/`: connections made of HTTP requests, for networks that let no
/// WebSocket through.
///
/// Threading: for any number of threads.
public final class SignalRoutes {

    public static final String PREFIX = "/v1/signal/";

    /// Opens a stream of server-sent events.
    static final String EVENTS = PREFIX + "events";

    /// Asks for messages, the first time for a connection.
    static final String POLL = PREFIX + "poll";

    /// Takes messages for a connection of either kind.
    static final String MESSAGES = PREFIX + "messages";

    private static final String SCHEME = "Bearer ";

    /// Of a body with several messages, unless a single one may be larger.
    private static final int BATCH_BYTES = 64 * 1024;

    private final Entrance entrance;
    private final Map<String, HttpConnection> connections = new ConcurrentHashMap<>();

    private SignalRoutes(Entrance entrance) {
        this.entrance = entrance;
    }

    /// The paths of those transports.
    public static Routes routes(Entrance entrance, Set<Transport> transports) {
        SignalRoutes signal = new SignalRoutes(entrance);
        Routes routes = new Routes(PREFIX, Routes.Cors.ANY_ORIGIN);
        if (transports.contains(Transport.SSE)) {
            routes.add(HttpMethod.POST, EVENTS, signal::openStream);
        }
        if (transports.contains(Transport.POLL)) {
            routes.add(HttpMethod.POST, POLL, signal::poll);
        }
        return routes.add(HttpMethod.POST, MESSAGES, signal::messages);
    }

    private void openStream(Request request, Response response, Callback callback) {
        if (entrance.refuses(Transport.SSE, request, response, callback)) {
            return;
        }
        entrance.wished(Transport.SSE, request, Result.ACCEPTED);
        EventStream stream = new EventStream(entrance, request, response, callback, this::ended);
        connections.put(stream.secret(), stream);
        stream.open();
    }

    private void poll(Request request, Response response, Callback callback) {
        if (request.getHeaders().contains(HttpHeader.AUTHORIZATION)) {
            pollAgain(request, response, callback);
            return;
        }
        if (entrance.refuses(Transport.POLL, request, response, callback)) {
            return;
        }
        entrance.wished(Transport.POLL, request, Result.ACCEPTED);
        PollConnection connection = new PollConnection(entrance, request, this::ended);
        connections.put(connection.secret(), connection);
        connection.begin();
        connection.open(response, callback);
    }

    private void pollAgain(Request request, Response response, Callback callback) {
        if (!(connection(request) instanceof PollConnection connection)) {
            refuse(Outcome.OVER, response, callback);
            return;
        }
        long after = number(request, "after");
        if (after < 0) {
            badNumber("after", response, callback);
            return;
        }
        connection.poll(after, request, response, callback);
    }

    private void messages(Request request, Response response, Callback callback) {
        HttpConnection connection = connection(request);
        if (connection == null) {
            refuse(Outcome.OVER, response, callback);
            return;
        }
        long first = number(request, "first");
        if (first < 0) {
            badNumber("first", response, callback);
            return;
        }
        // One more byte for the line break after a message of the largest size.
        Body.read(
                request,
                response,
                callback,
                Math.max(entrance.maxMessageBytes(), BATCH_BYTES) + 1,
                body -> take(connection, first, body, response, callback),
                () -> failTooLarge(connection));
    }

    private void failTooLarge(HttpConnection connection) {
        connection.fail(
                CloseCode.TOO_LARGE,
                "A message may have " + entrance.maxMessageBytes() + " bytes.");
    }

    private void take(
            HttpConnection connection,
            long first,
            byte[] body,
            Response response,
            Callback callback) {
        if (!Utf8.isValid(body)) {
            connection.fail(CloseCode.NOT_UTF8, "A message was not UTF-8.");
            Responses.problem(
                    response, callback, Problem.badRequest("The messages are not UTF-8."));
            return;
        }
        List<byte[]> lines = lines(body);
        if (lines.stream().anyMatch(line -> line.length > entrance.maxMessageBytes())) {
            failTooLarge(connection);
            Responses.problem(
                    response, callback, Body.tooLarge("A message", entrance.maxMessageBytes()));
            return;
        }
        connection.receive(first, lines, outcome -> answer(outcome, response, callback));
    }

    private static void answer(Outcome outcome, Response response, Callback callback) {
        if (outcome == Outcome.DONE) {
            Responses.empty(response, callback);
        } else {
            refuse(outcome, response, callback);
        }
    }

    /// One message each; there is no line break within JSON that could not be a space.
    private static List<byte[]> lines(byte[] body) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= body.length; i++) {
            if (i == body.length || body[i] == '\n') {
                if (i > start) {
                    lines.add(Arrays.copyOfRange(body, start, i));
                }
                start = i + 1;
            }
        }
        return lines;
    }

    /// Says why a request was not done.
    static void refuse(Outcome outcome, Response response, Callback callback) {
        switch (outcome) {
            case DONE -> throw new IllegalArgumentException("not refused");
            case OVER ->
                    Responses.problem(
                            response,
                            callback,
                            Problem.ofRequest(
                                    HttpStatus.NOT_FOUND_404,
                                    "http/unknown-connection",
                                    "Authorization names no connection that is open: open another"
                                            + " one, and resume the session."));
            case TOO_MANY_REQUESTS ->
                    Entrance.refuse(
                            response,
                            callback,
                            HttpStatus.TOO_MANY_REQUESTS_429,
                            new Refused(
                                    ErrorCode.RATE_LIMITED,
                                    "Too many requests of one connection: wait a moment."));
            case OUT_OF_STEP ->
                    Responses.problem(
                            response,
                            callback,
                            Problem.ofRequest(
                                    HttpStatus.CONFLICT_409,
                                    "http/out-of-step",
                                    "Messages before the one that first names did not come: send"
                                            + " them first."));
        }
    }

    private static void badNumber(String name, Response response, Callback callback) {
        Responses.problem(
                response,
                callback,
                Problem.badRequest(name + " must be a whole number, 0 or more."));
    }

    /// A number of the query, 0 when it is not there, or -1 when it is none.
    private static long number(Request request, String name) {
        String query = request.getHttpURI().getQuery();
        if (query == null) {
            return 0;
        }
        String text = Request.extractQueryParameters(request).getValue(name);
        if (text == null) {
            return 0;
        }
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }

    private @Nullable HttpConnection connection(Request request) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        HttpConnection connection =
                connections.get(authorization.substring(SCHEME.length()).strip());
        return connection != null && connection.isOf(Entrance.origin(request)) ? connection : null;
    }

    private void ended(HttpConnection connection) {
        connections.remove(connection.secret());
    }
}
