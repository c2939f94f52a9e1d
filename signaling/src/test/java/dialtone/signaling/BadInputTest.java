package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.http.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Messages nobody should send: each gets a clear answer and is counted, and a call of others goes
/// on, which is asked after every test.
class BadInputTest {

    private static final String MESSAGES = "dialtone.signaling.messages";

    @AutoClose private final TestServer server = TestServer.start();

    private final TestClient alice = server.open("alice");
    private final TestClient bob = server.open("bob");
    private final TestClient mallory = server.open("mallory");
    private String call = "";

    @BeforeEach
    void beginACall() {
        call = alice.invite("user:bob");
        bob.answer(bob.incoming());
        alice.event("call.answered");
    }

    @AfterEach
    void theCallGoesOn() {
        alice.trickle(call, "candidate:1");
        bob.assertCandidate(call, "candidate:1");
        bob.trickle(call, "candidate:2");
        alice.assertCandidate(call, "candidate:2");
        alice.assertNothingMore();
        bob.assertNothingMore();
    }

    @Nested
    class Text {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                textBlock =
                        """
                        garbage                                     | This is not JSON
                        {'jsonrpc':'2.0'                            | This is not JSON
                        {'jsonrpc':'2.0','id':1,'id':2}             | Duplicate
                        {'jsonrpc':'2.0','params':{'a':1,'a':{}}}   | Duplicate
                        {'jsonrpc':'2.0','id':NaN}                  | This is not JSON
                        {'jsonrpc':'2.0','id':01}                   | This is not JSON
                        """)
        void thatIsNoJsonIsRefusedAsThat(String message, String words) {
            mallory.send(message);

            assertThat(mallory.refusedWithoutId("signaling/parse")).contains(words);
            server.awaitCount(1, MESSAGES, "type", "unknown", "result", "signaling/parse");
            mallory.assertNothingMore();
        }

        @Test
        void thatIsNestedTooDeeplyIsRefused() {
            mallory.send("{'jsonrpc':'2.0','id':1,'params':" + "[".repeat(10_000));

            assertThat(mallory.refusedWithoutId("signaling/parse")).contains("nesting depth");
        }

        @Test
        void withAnEndlessNumberIsRefused() {
            mallory.send("{'jsonrpc':'2.0','id':" + "9".repeat(1000) + "}");

            mallory.refusedWithoutId("signaling/parse");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                textBlock =
                        """
                        []                                                   | Batches are not taken
                        [{'jsonrpc':'2.0'}]                                  | Batches are not taken
                        7                                                    | A request is a JSON object
                        null                                                 | A request is a JSON object
                        {}                                                   | jsonrpc is missing
                        {'jsonrpc':'1.0','method':'session.close'}           | jsonrpc: expected '2.0'
                        {'jsonrpc':2.0,'method':'session.close'}             | jsonrpc: expected '2.0'
                        {'jsonrpc':'2.0'}                                    | method is missing
                        {'jsonrpc':'2.0','method':7}                         | method: expected a string
                        {'jsonrpc':'2.0','method':''}                        | method: expected a string
                        {'jsonrpc':'2.0','method':'session.close'}           | id is missing
                        {'jsonrpc':'2.0','method':'session.close','id':null} | id: expected an integer
                        {'jsonrpc':'2.0','method':'session.close','id':-1}   | id: expected an integer
                        {'jsonrpc':'2.0','method':'session.close','id':1.5}  | id: expected an integer
                        {'jsonrpc':'2.0','method':'session.close','id':''}   | id: expected a string
                        {'jsonrpc':'2.0','method':'session.close','id':{}}   | id: expected an integer
                        """)
        void thatIsNoRequestIsRefusedAsThat(String message, String words) {
            mallory.send(message);

            assertThat(mallory.refusedWithoutId("signaling/invalid-request")).contains(words);
            mallory.assertNothingMore();
        }

        @Test
        void thatIsFollowedByMoreIsRefused() {
            mallory.send("{'jsonrpc':'2.0','id':'x','method':'session.iceServers'} {}");

            assertThat(mallory.next().at("/error/message").stringValue())
                    .startsWith("Something follows the request");
        }

        @ParameterizedTest
        @ValueSource(strings = {"session.Open", "call", "toString", "call.invite ", "é"})
        void withAMethodNobodyKnowsIsRefused(String method) {
            String words = mallory.refused("signaling/unknown-method", method, "{}");

            assertThat(words).isEqualTo("There is no method '" + method + "'.");
            server.awaitCount(1, MESSAGES, "type", "unknown", "result", "signaling/unknown-method");
        }

        @Test
        void isRepeatedInErrorsCutAndWithoutControlCharacters() {
            String words =
                    mallory.refused(
                            "signaling/unknown-method", "\\u0007\\ud800" + "x".repeat(1000), "{}");

            assertThat(words)
                    .startsWith("There is no method '\ufffd\ufffdxxx")
                    .hasSizeLessThan(120);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                textBlock =
                        """
                        []      | params: expected an object
                        'x'     | params: expected an object
                        {}      | params.to is missing
                        {'to':7} | params.to: expected a string
                        {'to':'bob'} | params.to: expected an address such as 'user:alice', not 'bob'
                        {'to':'user:bob'} | params.offer is missing
                        {'to':'user:bob','offer':'v=0'} | params.offer: expected an object
                        {'to':'user:bob','offer':{'type':'answer','sdp':'v'}} | params.offer.type: expected one of offer
                        {'to':'user:bob','offer':{'type':'offer','sdp':''}} | params.offer.sdp: expected a string that is not empty
                        {'to':'user:bob','media':{'audio':1}} | params.media.audio: expected true or false
                        {'to':'user:bob','ringSeconds':601} | params.ringSeconds: expected an integer from 1 to 600
                        {'to':'user:bob','ringSeconds':99999999999999999999} | params.ringSeconds: expected an integer
                        {'to':'tel:1','headers':['X-A']} | params.headers: expected an object
                        {'to':'tel:1','headers':{'X A':'1'}} | expected names of headers
                        {'to':'tel:1','headers':{'X-A: 1\\r\\nX-B':'1'}} | expected names of headers
                        {'to':'tel:1','headers':{'X-A':7}} | params.headers.X-A: expected a string of 1 to 512
                        {'to':'tel:1','headers':{'X-A':''}} | params.headers.X-A: expected a string of 1 to 512
                        {'to':'tel:1','headers':{'X-A':'a\\r\\nX-B: c'}} | params.headers.X-A: expected a value without line ends
                        {'to':'tel:1','headers':{'X-A':'a\\u2028b'}} | params.headers.X-A: expected a value without line ends
                        {'to':'tel:1','headers':{'X-A':'a\\ud800b'}} | params.headers.X-A: expected a value without line ends
                        {'to':'user:bob','headers':{'X-A':'1'},'offer':{'type':'offer','sdp':'v'}} | params.headers: only calls to phones
                        """)
        void withWrongParametersIsRefusedByMember(String params, String words) {
            assertThat(
                            mallory.refused(
                                    "signaling/invalid-params",
                                    "call.invite",
                                    params.equals("x") ? "'x'" : params))
                    .contains(words);
            server.awaitCount(
                    1, MESSAGES, "type", "call.invite", "result", "signaling/invalid-params");
        }

        @Test
        void withMembersNobodyKnowsIsUnderstood() {
            mallory.send(
                    "{'extra':[{}],'jsonrpc':'2.0','id':'x','method':'session.iceServers',"
                            + "'params':{'more':null}}");

            assertThat(mallory.next().has("result")).isTrue();
        }
    }

    @Nested
    class Frames {

        private final RawSocket raw = server.connectRaw();

        Frames() {
            raw.open("raw");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ff",
                    "c3", // begins a character and ends
                    "c0af", // a slash, the long way
                    "eda080", // half a surrogate pair
                    "f4908080" // beyond the last character
                })
        void thatAreNotUtf8CloseTheConnection(String hex) {
            byte[] bad = HexFormat.of().parseHex(hex);
            byte[] begin = "{\"jsonrpc\":\"2.0\",\"id\":\"".getBytes(StandardCharsets.UTF_8);
            byte[] message = new byte[begin.length + bad.length];
            System.arraycopy(begin, 0, message, 0, begin.length);
            System.arraycopy(bad, 0, message, begin.length, bad.length);

            raw.send(true, RawSocket.TEXT, message);

            raw.assertClosed(1007, "not UTF-8");
        }

        @Test
        void thatAreBinaryCloseTheConnection() {
            raw.send(true, RawSocket.BINARY, "{}".getBytes(StandardCharsets.UTF_8));

            raw.assertClosed(1007, "Send text frames, not binary ones.");
        }

        @Test
        void inPartsMakeOneMessageEvenWithinACharacter() {
            byte[] message =
                    "{\"jsonrpc\":\"2.0\",\"id\":\"é\",\"method\":\"session.iceServers\"}"
                            .getBytes(StandardCharsets.UTF_8);

            for (int i = 0; i < message.length; i++) {
                raw.send(
                        i == message.length - 1,
                        i == 0 ? RawSocket.TEXT : RawSocket.CONTINUATION,
                        new byte[] {message[i]});
            }

            assertThat(raw.read().json().get("id").stringValue()).isEqualTo("é");
        }

        @Test
        void thatBreakTheProtocolCloseTheConnection() {
            raw.send(true, RawSocket.CONTINUATION, new byte[0]);

            raw.assertClosed(1002, "");
        }

        @Test
        void thatPingAreAnsweredWithTheirOwnPayload() {
            raw.send(true, RawSocket.PING, "are you there".getBytes(StandardCharsets.UTF_8));

            RawSocket.Frame pong = raw.read();
            assertThat(pong.opcode()).isEqualTo(RawSocket.PONG);
            assertThat(pong.text()).isEqualTo("are you there");
        }

        @Test
        void thatEndInTheMiddleEndTheSession() {
            server.awaitGauge("dialtone.signaling.connections.active", 4);

            raw.send(false, RawSocket.TEXT, new byte[] {'{'});
            raw.close();

            server.awaitGauge("dialtone.signaling.connections.active", 3);
        }
    }

    @Nested
    class Handshakes {

        @Test
        void withoutTheSubprotocolAreRefusedInWords() {
            assertThat(server.tryToConnect("Sec-WebSocket-Protocol: chat"))
                    .startsWith("400")
                    .contains("The subprotocol dialtone.v1 must be asked for.");
            server.awaitCount(1, "dialtone.signaling.connections.total", "result", "bad_request");
        }

        @Test
        void thatAreNoneAreRefusedInWords() {
            HttpResponse<String> response =
                    HttpServer.send(
                            HttpClient.newHttpClient(),
                            HttpServer.request(server.address(), "/v1/ws"));

            assertThat(response.statusCode()).isEqualTo(426);
            assertThat(response.headers().firstValue("Upgrade")).hasValue("websocket");
            assertThat(HttpServer.json(response).get("detail").stringValue())
                    .isEqualTo(
                            "Only WebSockets (version 13, over HTTP/1.1 or HTTP/2) are served"
                                    + " here.");
        }
    }
}
