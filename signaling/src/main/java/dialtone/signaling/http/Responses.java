package dialtone.signaling.http;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import tools.jackson.databind.json.JsonMapper;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes whole answers. Nothing here may be cached: tickets and states change.
public final class Responses {

    static final String PROBLEM_JSON = "application/problem+json";
    private static final String JSON = "application/json";
    private static final HttpField NO_STORE = new HttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField NO_SNIFF = new HttpField("X-Content-Type-Options", "nosniff");
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .changeDefaultPropertyInclusion(
                            value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .build();

    private Responses() {}

    /// Answers with a record as JSON; components that are null are left out.
    public static void json(Response response, Callback callback, int status, Object body) {
        send(response, callback, status, JSON, bytes(body));
    }

    /// Answers with JSON that is written already.
    public static void json(Response response, Callback callback, int status, byte[] utf8) {
        send(response, callback, status, JSON, utf8);
    }

    /// Answers 204.
    public static void empty(Response response, Callback callback) {
        response.setStatus(HttpStatus.NO_CONTENT_204);
        response.getHeaders().put(NO_STORE);
        response.write(true, null, callback);
    }

    public static void problem(Response response, Callback callback, Problem problem) {
        send(response, callback, problem.status(), PROBLEM_JSON, bytes(problem));
    }

    /// Answers with text in UTF-8.
    public static void text(
            Response response, Callback callback, int status, String contentType, String body) {
        send(response, callback, status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /// Answers 405 to a method that the path does not have.
    ///
    /// @param allowed the methods it has: `GET, HEAD`
    public static void otherMethod(
            Request request, Response response, Callback callback, String allowed) {
        response.getHeaders().put(HttpHeader.ALLOW, allowed);
        problem(
                response,
                callback,
                Problem.ofRequest(
                        HttpStatus.METHOD_NOT_ALLOWED_405,
                        "http/method-not-allowed",
                        "%s cannot be used on this path; it takes %s."
                                .formatted(request.getMethod(), allowed)));
    }

    /// A record as JSON; components that are null are left out.
    public static byte[] bytes(Object body) {
        return MAPPER.writeValueAsBytes(body);
    }

    private static void send(
            Response response, Callback callback, int status, String contentType, byte[] body) {
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(NO_STORE);
        headers.put(NO_SNIFF);
        headers.put(HttpHeader.CONTENT_TYPE, contentType);
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
