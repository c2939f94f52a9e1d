package dialtone.signaling.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Tells who speaks HTTP to a port for HTTPS to speak HTTPS.
///
/// Threading: for any thread.
final class PlainHttpRefusal extends Handler.Abstract.NonBlocking {

    private final WebPortMetrics metrics;

    PlainHttpRefusal(WebPortMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // Not what the request says of itself: anybody may write https:// into a request line.
        if (request.getConnectionMetaData().isSecure()) {
            return false;
        }
        metrics.refused(WebPortMetrics.Refused.PLAIN_HTTP);
        response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
        Responses.problem(
                response,
                callback,
                Problem.badRequest(
                        "This port speaks HTTPS, and this request came without TLS: use https:// or"
                                + " wss://."));
        return true;
    }
}
