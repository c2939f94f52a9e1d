package dialtone.signaling.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Everything below one prefix: the endpoint of each path and method, and words for all others.
///
/// A path nobody has is answered 404, a method the path does not have 405 with `Allow`; `HEAD` goes
/// where `GET` goes and `OPTIONS` is answered here. Paths outside the prefix are left to the next
/// handler.
///
/// Threading: routes are added before the server starts; from then on it is only read, by any of
/// Jetty's pool threads.
public final class Routes extends Handler.Abstract {

    /// Stands in a path for any last segment.
    public static final String LAST_SEGMENT = "{id}";

    private final String prefix;
    private final Cors cors;
    private final Map<String, Map<String, Endpoint>> endpoints = new TreeMap<>();

    /// Answers requests to one path and method.
    @FunctionalInterface
    public interface Endpoint {

        /// Must complete the callback, now or later, and must not wait.
        void handle(Request request, Response response, Callback callback) throws Exception;
    }

    /// Whether pages of other origins may call.
    public enum Cors {
        /// Scripts of any page may call and read the answers. Never with cookies: there are none.
        ANY_ORIGIN,
        NONE
    }

    /// Routes without endpoints yet.
    ///
    /// @param prefix starts and ends with a slash
    public Routes(String prefix, Cors cors) {
        this.prefix = prefix;
        this.cors = cors;
    }

    /// Adds an endpoint.
    ///
    /// @param path whole, starting with the prefix; it may end with [#LAST_SEGMENT]
    public Routes add(HttpMethod method, String path, Endpoint endpoint) {
        endpoints.computeIfAbsent(path, _ -> new TreeMap<>()).put(method.asString(), endpoint);
        return this;
    }

    /// The last segment of a request's path.
    public static String lastSegment(Request request) {
        String path = Request.getPathInContext(request);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private @Nullable Map<String, Endpoint> methods(String path) {
        Map<String, Endpoint> exact = endpoints.get(path);
        int last = path.lastIndexOf('/') + 1;
        return exact != null || last == path.length()
                ? exact
                : endpoints.get(path.substring(0, last) + LAST_SEGMENT);
    }

    /// The paths, each with the methods that were added for it.
    public Map<String, Set<String>> paths() {
        Map<String, Set<String>> paths = new TreeMap<>();
        endpoints.forEach((path, methods) -> paths.put(path, new TreeSet<>(methods.keySet())));
        return paths;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (!path.startsWith(prefix)) {
            return false;
        }
        if (cors == Cors.ANY_ORIGIN) {
            response.getHeaders().put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        Map<String, Endpoint> methods = methods(path);
        if (methods == null) {
            String words = "There is nothing at %s; see docs/openapi.yaml.".formatted(path);
            Responses.problem(response, callback, Problem.notFound(words));
            return true;
        }
        String method = request.getMethod();
        Endpoint endpoint = methods.get(HttpMethod.HEAD.is(method) ? "GET" : method);
        if (endpoint != null) {
            endpoint.handle(request, response, callback);
        } else if (HttpMethod.OPTIONS.is(method)) {
            answerOptions(response, callback, methods.keySet());
        } else {
            Responses.otherMethod(request, response, callback, allow(methods.keySet()));
        }
        return true;
    }

    /// Also the preflight of a browser. `Authorization` must be named: the star does not cover it.
    private void answerOptions(Response response, Callback callback, Set<String> methods) {
        HttpFields.Mutable headers = response.getHeaders();
        String allowed = allow(methods);
        headers.put(HttpHeader.ALLOW, allowed);
        if (cors == Cors.ANY_ORIGIN) {
            headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, allowed);
            headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type");
            headers.put(HttpHeader.ACCESS_CONTROL_MAX_AGE, "600");
        }
        response.setStatus(HttpStatus.NO_CONTENT_204);
        response.write(true, null, callback);
    }

    private static String allow(Set<String> methods) {
        Set<String> allowed = new TreeSet<>(methods);
        if (methods.contains("GET")) {
            allowed.add("HEAD");
        }
        allowed.add("OPTIONS");
        return String.join(", ", allowed);
    }
}
