package dialtone.signaling.ticket;

import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Responses;
import dialtone.signaling.http.Routes;
import dialtone.signaling.message.ErrorCode;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Tells whether a connection with this ticket, from this page, would be let in now; and if not,
/// why.
///
/// A browser hides from a script why a WebSocket failed. This path makes the same check and can be
/// read, from every origin, also those that may not connect.
///
/// Threading: stateless.
final class ValidateHandler implements Routes.Endpoint {

    private static final String SCHEME = "bearer ";

    private final AdmissionCheck admission;

    ValidateHandler(AdmissionCheck admission) {
        this.admission = admission;
    }

    /// What is sent when the connection would be let in.
    private record Valid(
            boolean ok,
            String user,
            @Nullable String name,
            String address,
            List<String> rooms,
            List<String> dial,
            List<String> presence,
            List<String> message,
            @Nullable List<String> countries,
            @Nullable Long maxDuration,
            @Nullable Integer maxCalls,
            @Nullable BigDecimal spend,
            boolean bound,
            Instant expiresAt) {}

    @Override
    public void handle(Request request, Response response, Callback callback) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        switch (verdict(origin, authorization)) {
            case Verdict.Accepted(Ticket ticket) ->
                    Responses.json(response, callback, HttpStatus.OK_200, valid(ticket));
            case Verdict.Refused(ErrorCode code, String message) -> {
                int status = status(code);
                if (status == HttpStatus.UNAUTHORIZED_401) {
                    response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
                }
                Responses.problem(response, callback, Problem.of(status, code, message));
            }
        }
    }

    private Verdict verdict(@Nullable String origin, @Nullable String authorization) {
        if (authorization == null) {
            return admission.check(origin, null);
        }
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return new Verdict.Refused(
                    ErrorCode.TICKET_MISSING,
                    "The Authorization header must be: Bearer, a space, and the ticket.");
        }
        return admission.check(origin, authorization.substring(SCHEME.length()).strip());
    }

    private static Valid valid(Ticket ticket) {
        DialLimits limits = ticket.limits();
        Duration longest = limits.maxDuration();
        return new Valid(
                true,
                ticket.user(),
                ticket.name(),
                ticket.address(),
                ticket.rooms(),
                ticket.dial(),
                ticket.contacts().presence(),
                ticket.contacts().message(),
                limits.countries(),
                longest == null ? null : longest.toSeconds(),
                limits.maxCalls(),
                limits.spend(),
                ticket.key() != null,
                ticket.expiresAt());
    }

    /// All other codes are about tickets.
    private static int status(ErrorCode code) {
        return switch (code) {
            case FORBIDDEN_ORIGIN -> HttpStatus.FORBIDDEN_403;
            case OVERLOADED, DRAINING -> HttpStatus.SERVICE_UNAVAILABLE_503;
            default -> HttpStatus.UNAUTHORIZED_401;
        };
    }
}
