package dialtone.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;

class RoutesTest {

    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        Routes open =
                new Routes("/v1/", Routes.Cors.ANY_ORIGIN)
                        .add(HttpMethod.GET, "/v1/thing", RoutesTest::answer)
                        .add(HttpMethod.POST, "/v1/thing", RoutesTest::answer)
                        .add(
                                HttpMethod.GET,
                                "/v1/broken",
                                (_, _, _) -> {
                                    throw new IllegalStateException("an inner detail");
                                });
        Routes closed =
                new Routes("/admin/", Routes.Cors.NONE)
                        .add(HttpMethod.GET, "/admin/thing", RoutesTest::answer);
        server = new HttpServer(new Handler.Sequence(open, closed));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersEveryMethodThatWasAdded() {
        assertThat(send("GET", "/v1/thing").body()).isEqualTo("{\"path\":\"/v1/thing\"}");
        assertThat(send("POST", "/v1/thing").statusCode()).isEqualTo(200);
    }

    @Test
    void answersHeadLikeGetWithoutTheBody() {
        HttpResponse<String> response = send("HEAD", "/v1/thing");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Content-Length")).hasValue("20");
    }

    @Test
    void saysWhichMethodsAPathHas() {
        HttpResponse<String> response = send("DELETE", "/v1/thing");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, POST");
        assertThat(HttpServer.json(response).get("detail").stringValue())
                .contains("DELETE", "GET, HEAD, OPTIONS, POST");
    }

    @Test
    void saysThatThereIsNothingAtAPath() {
        HttpResponse<String> response = send("GET", "/v1/nothing");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(HttpServer.json(response).get("code").stringValue()).isEqualTo("http/not-found");
    }

    @Test
    void leavesPathsOutsideThePrefixToTheNextHandler() {
        assertThat(send("GET", "/admin/thing").statusCode()).isEqualTo(200);
        assertThat(HttpServer.json(send("GET", "/elsewhere")).get("detail").stringValue())
                .isEqualTo("There is nothing at this path.");
    }

    @Test
    void letsPagesOfOtherOriginsPreflight() {
        HttpResponse<String> response =
                server.send(
                        server.request("/v1/thing")
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", "https://shop.example")
                                .header("Access-Control-Request-Method", "POST")
                                .header("Access-Control-Request-Headers", "authorization"));

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(response.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
                .contains("POST");
        assertThat(response.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValue("Authorization, Content-Type");
    }

    @Test
    void letsNoOtherOriginInWhereItIsNotSaid() {
        HttpResponse<String> response = send("OPTIONS", "/admin/thing");

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }

    @Test
    void keepsInnerDetailsOfAFailureToItself() {
        HttpResponse<String> response = send("GET", "/v1/broken");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("inner detail");
        assertThat(HttpServer.json(response).get("code").stringValue())
                .isEqualTo("http/server-error");
    }

    @Test
    void answersAMalformedRequestInWords() throws Exception {
        String answer = server.sendRaw("GET /v1/%zz HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400");
    }

    private HttpResponse<String> send(String method, String path) {
        HttpRequest.Builder request = server.request(path);
        return server.send(request.method(method, BodyPublishers.noBody()));
    }

    private record Answer(String path) {}

    private static void answer(
            org.eclipse.jetty.server.Request request,
            org.eclipse.jetty.server.Response response,
            org.eclipse.jetty.util.Callback callback) {
        Responses.json(response, callback, 200, new Answer(request.getHttpURI().getPath()));
    }
}
