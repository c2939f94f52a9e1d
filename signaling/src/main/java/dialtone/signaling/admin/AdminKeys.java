package dialtone.signaling.admin;

import dialtone.config.Secret;
import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Responses;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;

/// Lets through who shows one of the keys (`Authorization: Bearer`, RFC 6750 section 2.1), and to
/// what watches the process also everybody else: that says nothing of anybody.
///
/// Threading: immutable.
final class AdminKeys extends Handler.Wrapper {

    private static final Set<String> OPEN =
            Set.of(AdminServer.METRICS, AdminServer.LIVE, AdminServer.READY, AdminServer.VERSION);
    private static final String SCHEME = "Bearer ";

    private final List<byte[]> keys;
    private final Runnable refused;

    /// @param refused run for each request without a key
    AdminKeys(List<Secret> keys, Handler paths, Runnable refused) {
        super(paths);
        this.refused = refused;
        this.keys = keys.stream().map(key -> bytes(key.value())).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (OPEN.contains(Request.getPathInContext(request)) || isKnown(key(request))) {
            return super.handle(request, response, callback);
        }
        refused.run();
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        Responses.problem(
                response,
                callback,
                new Problem(
                        HttpStatus.UNAUTHORIZED_401,
                        "http/unauthorized",
                        "Show one of admin.keys, with the header Authorization: Bearer <key>.",
                        false,
                        "reauthenticate"));
        return true;
    }

    private static @Nullable String key(Request request) {
        String shown = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return shown != null && shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? shown.substring(SCHEME.length()).strip()
                : null;
    }

    /// In a time that tells nothing of the keys but how many there are.
    private boolean isKnown(@Nullable String shown) {
        if (shown == null) {
            return false;
        }
        byte[] bytes = bytes(shown);
        boolean isKnown = false;
        for (byte[] key : keys) {
            isKnown |= MessageDigest.isEqual(key, bytes);
        }
        return isKnown;
    }
}
