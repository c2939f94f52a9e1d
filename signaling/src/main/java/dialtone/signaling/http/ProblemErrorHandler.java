package dialtone.signaling.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Turns what Jetty itself refuses, and exceptions of handlers, into problems without inner
/// details.
///
/// Threading: stateless.
public final class ProblemErrorHandler extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Responses.problem(response, callback, problem(response.getStatus()));
        return true;
    }

    private static Problem problem(int status) {
        String phrase = HttpStatus.getMessage(status);
        if (status == HttpStatus.NOT_FOUND_404) {
            return Problem.notFound("There is nothing at this path.");
        }
        if (HttpStatus.isClientError(status)) {
            return Problem.ofRequest(
                    status,
                    "http/bad-request",
                    "The request was refused before it was looked at: %s.".formatted(phrase));
        }
        return new Problem(
                status,
                "http/server-error",
                "The server failed to answer; its log says why.",
                true,
                "retry");
    }
}
