package dialtone.web;

import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Responses;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/// Serves the demo page at `/` with its files below `/demo/`, the SDK below `/sdk/` and the
/// elements for other sites below `/embed/`.
///
/// A browser asks each time whether a file has changed (`no-cache` and an entity tag), so that a
/// new version arrives at once and an unchanged one costs no transfer.
///
/// Threading: for any of Jetty's pool threads; the first request for a file reads it.
public final class StaticPages extends Handler.Abstract {

    private static final String HOME = "demo/index.html";

    /// The demo may load and reach nothing but this server. `'self'` covers its WebSocket too.
    private static final String DEMO_POLICY =
            String.join(
                    "; ",
                    "default-src 'none'",
                    "script-src 'self'",
                    "style-src 'self'",
                    "img-src 'self' data:",
                    "media-src 'self' blob: mediastream:",
                    "font-src 'self'",
                    "connect-src 'self'",
                    "manifest-src 'self'",
                    "base-uri 'none'",
                    "form-action 'self'",
                    "frame-ancestors 'none'");

    /// What a call needs, for this page alone, and nothing else.
    private static final String DEMO_PERMISSIONS =
            "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self),"
                + " autoplay=(self), fullscreen=(self), picture-in-picture=(self),"
                + " screen-wake-lock=(self), clipboard-write=(self), geolocation=(), payment=(),"
                + " usb=(), serial=(), hid=(), midi=()";

    private static final List<HttpField> ALWAYS =
            List.of(
                    new HttpField(HttpHeader.CACHE_CONTROL, "no-cache"),
                    new HttpField(HttpHeader.VARY, "Accept-Encoding"),
                    new HttpField("X-Content-Type-Options", "nosniff"));

    private static final List<HttpField> DEMO =
            List.of(
                    new HttpField("Content-Security-Policy", DEMO_POLICY),
                    new HttpField("Permissions-Policy", DEMO_PERMISSIONS),
                    new HttpField("Referrer-Policy", "same-origin"),
                    new HttpField("Cross-Origin-Opener-Policy", "same-origin"),
                    new HttpField("Cross-Origin-Resource-Policy", "same-origin"));

    /// Pages of any site may import the SDK and the elements.
    private static final List<HttpField> LIBRARY =
            List.of(
                    new HttpField(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
                    new HttpField("Cross-Origin-Resource-Policy", "cross-origin"));

    private final WebFiles files;

    /// Pages to be given to the server.
    ///
    /// @param directory with `demo`, `sdk` and `embed` in it, read anew at each request; null for
    ///     the files built into the program
    public StaticPages(@Nullable Path directory) {
        files = directory == null ? WebFiles.builtIn() : WebFiles.in(directory);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        String name = path.equals("/") ? HOME : path.substring(1);
        boolean isLibrary = name.startsWith("sdk/") || name.startsWith("embed/");
        (isLibrary ? LIBRARY : DEMO).forEach(response.getHeaders()::put);
        WebFile file = isLibrary || name.startsWith("demo/") ? files.find(name) : null;
        if (file == null) {
            String words = "There is nothing at %s; the demo is at /.".formatted(path);
            Responses.problem(response, callback, Problem.notFound(words));
        } else if (isRead(request.getMethod())) {
            send(request, response, callback, file);
        } else {
            Responses.otherMethod(request, response, callback, "GET, HEAD");
        }
        return true;
    }

    private static void send(Request request, Response response, Callback callback, WebFile file) {
        boolean gzip = file.isCompressible() && takesGzip(request);
        HttpFields.Mutable headers = response.getHeaders();
        ALWAYS.forEach(headers::put);
        headers.put(HttpHeader.ETAG, file.entityTag(gzip));
        if (hasAlready(request, file)) {
            response.setStatus(HttpStatus.NOT_MODIFIED_304);
            response.write(true, null, callback);
            return;
        }
        headers.put(HttpHeader.CONTENT_TYPE, file.contentType());
        if (gzip) {
            headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
        }
        var body = file.body(gzip);
        headers.put(HttpHeader.CONTENT_LENGTH, body.remaining());
        response.write(true, body, callback);
    }

    private static boolean isRead(String method) {
        return HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method);
    }

    private static boolean takesGzip(Request request) {
        List<String> accepted =
                request.getHeaders().getQualityCSV(HttpHeader.ACCEPT_ENCODING, null);
        return accepted.contains("gzip") || accepted.contains("*");
    }

    /// Compares weakly, as RFC 9110 section 13.1.2 asks for `If-None-Match`. Our tags are in quotes
    /// and of random letters, so it is enough to look for them in the list.
    private static boolean hasAlready(Request request, WebFile file) {
        return request.getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH).stream()
                .anyMatch(
                        tags ->
                                tags.equals("*")
                                        || tags.contains(file.entityTag(true))
                                        || tags.contains(file.entityTag(false)));
    }
}
