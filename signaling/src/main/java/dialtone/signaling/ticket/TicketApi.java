package dialtone.signaling.ticket;

import dialtone.signaling.http.Routes;

import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.List;

/// The HTTP paths below `/v1/` that are about tickets, specified in `docs/openapi.yaml`.
public final class TicketApi {

    public static final String VALIDATE = "/v1/validate";
    public static final String TICKET = "/v1/ticket";
    public static final String DEVELOPMENT_TICKET = "/v1/dev/ticket";

    private TicketApi() {}

    /// Everything below `/v1/` but the WebSocket, whose handler must come before this one.
    ///
    /// @param admission the same check that `session.open` makes
    /// @param developmentKey null unless the server is in development mode
    /// @param allowedOrigins pages of these origins may ask for development tickets, besides
    ///     those served from this machine
    /// @param publishableKeys what pages without a backend get tickets for
    public static Routes routes(
            AdmissionCheck admission,
            @Nullable DevelopmentKey developmentKey,
            List<String> allowedOrigins,
            PublishableKeys publishableKeys,
            InstantSource clock) {
        Routes.Endpoint validate = new ValidateHandler(admission);
        Routes.Endpoint developmentTicket =
                developmentKey == null
                        ? DevelopmentTicketHandler::refuse
                        : new DevelopmentTicketHandler(
                                developmentKey.minter(), allowedOrigins, clock);
        return new Routes("/v1/", Routes.Cors.ANY_ORIGIN)
                .add(HttpMethod.GET, VALIDATE, validate)
                .add(HttpMethod.POST, VALIDATE, validate)
                .add(HttpMethod.POST, TICKET, new PublishableTicketHandler(publishableKeys))
                .add(HttpMethod.POST, DEVELOPMENT_TICKET, developmentTicket);
    }
}
