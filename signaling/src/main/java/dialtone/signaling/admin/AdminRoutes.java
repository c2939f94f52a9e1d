package dialtone.signaling.admin;

import dialtone.signaling.http.Body;
import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Responses;
import dialtone.signaling.http.Routes;
import dialtone.signaling.message.ErrorCode;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Endpoints of other parts of the program on the admin port. They may wait, since each request has
/// a virtual thread of its own, and they give what is to be answered.
///
/// The port may ask for no password, so a page that an operator's browser happens to show must
/// not be able to use it: whatever a browser marks as a page's doing is refused, and a request with
/// a body must be JSON, which a page of another origin cannot send unasked.
///
/// Threading: immutable.
public final class AdminRoutes {

    static final int MAX_BODY_BYTES = 4096;

    private static final JsonMapper JSON = new JsonMapper();
    private static final String JSON_TYPE = "application/json";
    private static final String FETCH_SITE = "Sec-Fetch-Site";

    private AdminRoutes() {}

    /// What is answered.
    public sealed interface Answer {

        /// A record or a list, as JSON.
        record Ok(Object body) implements Answer {}

        /// Text in UTF-8, of another type.
        record Text(String contentType, String body) implements Answer {}

        /// It is done, and there is no more to say.
        record Done() implements Answer {}

        record Refused(Problem problem) implements Answer {}
    }

    /// Answers a request, and may wait.
    @FunctionalInterface
    public interface Reader {

        /// Answers.
        ///
        /// @throws IllegalStateException when it cannot be answered now, with words that say why
        Answer answer(Request request);
    }

    /// Answers a request that has a JSON object as its body, and may wait.
    @FunctionalInterface
    public interface Changer {

        /// Does it and answers.
        ///
        /// @throws IllegalStateException when it cannot be done now, with words that say why
        Answer answer(JsonNode body);
    }

    /// An endpoint without a body, which a page may not call.
    public static Routes.Endpoint plain(Reader reader) {
        return (request, response, callback) -> {
            if (isAllowed(request, response, callback)) {
                later(response, callback, () -> reader.answer(request));
            }
        };
    }

    /// An endpoint that takes a JSON object, which a page may not call.
    public static Routes.Endpoint json(Changer changer) {
        return (request, response, callback) -> {
            if (isAllowed(request, response, callback) && isJson(request, response, callback)) {
                Body.read(
                        request,
                        response,
                        callback,
                        MAX_BODY_BYTES,
                        body -> change(changer, body, response, callback));
            }
        };
    }

    private static void change(Changer changer, byte[] body, Response response, Callback callback) {
        JsonNode json = read(body);
        if (json == null) {
            String words = "The body must be a JSON object; see docs/openapi.yaml.";
            Responses.problem(response, callback, Problem.badRequest(words));
        } else {
            later(response, callback, () -> changer.answer(json));
        }
    }

    private static @Nullable JsonNode read(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json.isObject() ? json : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    @FunctionalInterface
    private interface Task {

        Answer run();
    }

    private static void later(Response response, Callback callback, Task task) {
        Thread.ofVirtual().name("admin-request").start(() -> answer(response, callback, task));
    }

    private static void answer(Response response, Callback callback, Task task) {
        try {
            switch (task.run()) {
                case Answer.Ok(var body) ->
                        Responses.json(response, callback, HttpStatus.OK_200, body);
                case Answer.Text(var type, var body) ->
                        Responses.text(response, callback, HttpStatus.OK_200, type, body);
                case Answer.Done() -> {
                    response.setStatus(HttpStatus.NO_CONTENT_204);
                    response.write(true, null, callback);
                }
                case Answer.Refused(var problem) -> Responses.problem(response, callback, problem);
            }
        } catch (IllegalStateException e) {
            String words = String.valueOf(e.getMessage());
            Responses.problem(
                    response,
                    callback,
                    new Problem(
                            HttpStatus.SERVICE_UNAVAILABLE_503,
                            "http/unavailable",
                            words,
                            true,
                            "retry"));
        } catch (RuntimeException e) {
            callback.failed(e);
        }
    }

    private static boolean isAllowed(Request request, Response response, Callback callback) {
        HttpFields headers = request.getHeaders();
        String site = headers.get(FETCH_SITE);
        boolean isOfPage = headers.contains(HttpHeader.ORIGIN) || (site != null && !isTyped(site));
        if (isOfPage) {
            Responses.problem(
                    response,
                    callback,
                    Problem.of(
                            HttpStatus.FORBIDDEN_403,
                            ErrorCode.FORBIDDEN_ORIGIN,
                            "The admin port takes no requests of pages; use a program such as"
                                    + " curl."));
        }
        return !isOfPage;
    }

    /// Whether a person typed the address into a browser.
    private static boolean isTyped(String fetchSite) {
        return fetchSite.equals("none");
    }

    private static boolean isJson(Request request, Response response, Callback callback) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        boolean isJson = type != null && type.split(";", 2)[0].strip().equalsIgnoreCase(JSON_TYPE);
        if (!isJson) {
            Responses.problem(
                    response,
                    callback,
                    Problem.ofRequest(
                            HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                            "http/unsupported-media-type",
                            "Send JSON, with the header Content-Type: application/json."));
        }
        return isJson;
    }
}
