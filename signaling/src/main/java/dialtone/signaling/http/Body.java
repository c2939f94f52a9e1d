package dialtone.signaling.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// Reads a small body without waiting for it, and never more of it than allowed.
///
/// Threading: one request's; Jetty calls it on one pool thread at a time.
public final class Body {

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final int maxBytes;
    private final Consumer<byte[]> whole;
    private final Runnable tooLarge;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Body(
            Request request,
            Response response,
            Callback callback,
            int maxBytes,
            Consumer<byte[]> whole,
            Runnable tooLarge) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.maxBytes = maxBytes;
        this.whole = whole;
        this.tooLarge = tooLarge;
    }

    /// Hands the body on once it is there; a larger one is answered 413 here.
    ///
    /// @param whole must complete the callback
    public static void read(
            Request request,
            Response response,
            Callback callback,
            int maxBytes,
            Consumer<byte[]> whole) {
        read(request, response, callback, maxBytes, whole, () -> {});
    }

    /// Likewise.
    ///
    /// @param tooLarge is told that the body is too large, before that is answered
    public static void read(
            Request request,
            Response response,
            Callback callback,
            int maxBytes,
            Consumer<byte[]> whole,
            Runnable tooLarge) {
        new Body(request, response, callback, maxBytes, whole, tooLarge).readMore();
    }

    private void readMore() {
        try {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this::readMore);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    callback.failed(chunk.getFailure());
                    return;
                }
                boolean isLast = chunk.isLast();
                boolean fits = take(chunk);
                if (!fits) {
                    refuse();
                    return;
                }
                if (isLast) {
                    whole.accept(bytes.toByteArray());
                    return;
                }
            }
        } catch (RuntimeException e) {
            callback.failed(e);
        }
    }

    private boolean take(Content.Chunk chunk) {
        try {
            ByteBuffer buffer = chunk.getByteBuffer();
            if (bytes.size() + buffer.remaining() > maxBytes) {
                return false;
            }
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            bytes.writeBytes(part);
            return true;
        } finally {
            chunk.release();
        }
    }

    /// The rest is not read, so the connection cannot be used again.
    private void refuse() {
        tooLarge.run();
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        Responses.problem(response, callback, tooLarge("The body", maxBytes));
    }

    /// Says that something in a request is too large.
    public static Problem tooLarge(String what, int maxBytes) {
        return Problem.ofRequest(
                HttpStatus.PAYLOAD_TOO_LARGE_413,
                "http/too-large",
                "%s is too large (at most %d bytes).".formatted(what, maxBytes));
    }
}
