package dialtone.signaling.ticket;

import dialtone.signaling.http.Body;
import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Responses;
import dialtone.signaling.http.Routes;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Words;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;

/// Gives anybody on this machine a ticket for everything. Only in development mode.
///
/// Programs and pages served from this machine get one. A page from elsewhere does not, unless its
/// origin is configured: otherwise any site that a developer happens to visit could use the server
/// on their machine, and through its relay whatever else listens there.
///
/// Threading: immutable.
final class DevelopmentTicketHandler implements Routes.Endpoint {

    /// A working day: a page left open overnight asks again.
    static final Duration LIFETIME = Duration.ofHours(12);

    static final int MAX_BODY_BYTES = 4096;

    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.\\d{1,3}){3}");
    private static final List<String> EVERYTHING = List.of("*");
    private static final JsonMapper JSON = new JsonMapper();

    private final TicketMinter minter;
    private final List<String> allowedOrigins;
    private final InstantSource clock;

    DevelopmentTicketHandler(
            TicketMinter minter, List<String> allowedOrigins, InstantSource clock) {
        this.minter = minter;
        this.allowedOrigins = List.copyOf(allowedOrigins);
        this.clock = clock;
    }

    /// The answer of a server that is not in development mode.
    static void refuse(Request request, Response response, Callback callback) {
        Responses.problem(
                response,
                callback,
                Problem.notFound(
                        "This server gives no development tickets, because signaling.ticket-keys"
                                + " is configured. Mint tickets in your backend with one of these"
                                + " keys; docs/tickets.md shows how."));
    }

    private record Granted(String ticket, Instant expiresAt) {}

    @Override
    public void handle(Request request, Response response, Callback callback) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (origin != null && !allowedOrigins.contains(origin) && !isOfThisMachine(origin)) {
            Responses.problem(
                    response,
                    callback,
                    Problem.of(
                            HttpStatus.FORBIDDEN_403,
                            ErrorCode.FORBIDDEN_ORIGIN,
                            "Development tickets are only for pages served from this machine, not"
                                    + " for %s; open the page at http://localhost, or add its"
                                            .formatted(Words.quote(origin))
                                    + " origin to signaling.allowed-origins."));
            return;
        }
        Body.read(
                request,
                response,
                callback,
                MAX_BODY_BYTES,
                body -> answer(body, response, callback));
    }

    private void answer(byte[] body, Response response, Callback callback) {
        JsonNode json = json(body);
        if (json == null) {
            refuse(
                    response,
                    callback,
                    "The body must be a JSON object like {\"user\":\"alice\",\"name\":\"Alice\"}.");
            return;
        }
        JsonNode user = json.get("user");
        if (user == null || !user.isString() || !USER.matcher(user.stringValue()).matches()) {
            refuse(
                    response,
                    callback,
                    "'user' must be 1 to 64 letters, digits, dots, underscores or hyphens.");
            return;
        }
        JsonNode name = json.get("name");
        if (name != null && !name.isNull() && !name.isString()) {
            refuse(response, callback, "'name' must be a string.");
            return;
        }
        JsonNode key = json.get("key");
        try {
            Ticket ticket =
                    new Ticket(
                            user.stringValue(),
                            name == null || name.isNull() ? null : name.stringValue(),
                            EVERYTHING,
                            EVERYTHING,
                            clock.instant().plus(LIFETIME),
                            DialLimits.NONE,
                            Contacts.ALL,
                            key == null || key.isNull() ? null : HolderKey.of(key));
            Granted granted = new Granted(minter.mint(ticket), ticket.expiresAt());
            Responses.json(response, callback, HttpStatus.OK_200, granted);
        } catch (IllegalArgumentException e) {
            refuse(response, callback, e.getMessage() + ".");
        }
    }

    private static void refuse(Response response, Callback callback, String detail) {
        Responses.problem(response, callback, Problem.badRequest(detail));
    }

    private static @Nullable JsonNode json(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json.isObject() ? json : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    private static boolean isOfThisMachine(String origin) {
        try {
            String host = new URI(origin).getHost();
            return host != null
                    && (host.equals("localhost")
                            || host.endsWith(".localhost")
                            || host.equals("[::1]")
                            || LOOPBACK_V4.matcher(host).matches());
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
