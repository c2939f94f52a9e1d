package dialtone.signaling.ticket;

import dialtone.signaling.http.Body;
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

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// Gives public pages tickets for their publishable key.
///
/// Threading: for any number of threads.
final class PublishableTicketHandler implements Routes.Endpoint {

    static final int MAX_BODY_BYTES = 1024;

    /// What one customer of a provider has of IPv6 at least.
    private static final int NETWORK_BYTES = 8;

    private static final JsonMapper JSON = new JsonMapper();

    private final PublishableKeys keys;

    PublishableTicketHandler(PublishableKeys keys) {
        this.keys = keys;
    }

    private record Given(String ticket, String expiresAt) {}

    @Override
    public void handle(Request request, Response response, Callback callback) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        String address = address(request);
        Body.read(
                request,
                response,
                callback,
                MAX_BODY_BYTES,
                body -> answer(key(body), origin, address, response, callback));
    }

    private void answer(
            @Nullable String key,
            @Nullable String origin,
            @Nullable String address,
            Response response,
            Callback callback) {
        if (key == null) {
            Responses.problem(
                    response,
                    callback,
                    Problem.badRequest(
                            "The body must be a JSON object like {\"key\":\"pk_shop\"}."));
            return;
        }
        switch (keys.ticketFor(key, origin, address)) {
            case PublishableKeys.Outcome.Granted(var ticket, var expiresAt) ->
                    Responses.json(
                            response,
                            callback,
                            HttpStatus.OK_200,
                            new Given(ticket, expiresAt.toString()));
            case PublishableKeys.Outcome.Unknown(var words) ->
                    Responses.problem(response, callback, Problem.notFound(words));
            case PublishableKeys.Outcome.Refused(var code, var words) ->
                    Responses.problem(
                            response,
                            callback,
                            Problem.of(
                                    code == ErrorCode.RATE_LIMITED
                                            ? HttpStatus.TOO_MANY_REQUESTS_429
                                            : HttpStatus.FORBIDDEN_403,
                                    code,
                                    words));
        }
    }

    private static @Nullable String key(byte[] body) {
        try {
            JsonNode key = JSON.readTree(body).get("key");
            return key != null && key.isString() ? key.stringValue() : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    /// Whom the limits are for; null for this machine, on which a proxy may stand for everybody.
    private static @Nullable String address(Request request) {
        if (!(request.getConnectionMetaData().getRemoteSocketAddress()
                instanceof InetSocketAddress socket)) {
            return null;
        }
        InetAddress address = socket.getAddress();
        if (address == null || address.isLoopbackAddress()) {
            return null;
        }
        byte[] bytes = address.getAddress();
        return HexFormat.of()
                .formatHex(
                        address instanceof Inet6Address
                                ? Arrays.copyOf(bytes, NETWORK_BYTES)
                                : bytes);
    }
}
