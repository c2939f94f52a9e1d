package dialtone.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

/// What RFC 4475 tortures parsers with, section by section, in messages of our own.
class TortureTest {

    /// A request in which every line can be replaced: lines of the same header take the place of
    /// the usual one.
    private static String message(String startLine, String... changed) {
        String method = startLine.substring(0, Math.max(startLine.indexOf(' '), 0));
        StringBuilder text = new StringBuilder(startLine).append('\n');
        String[] usual = {
            "Via: SIP/2.0/UDP host.example.com;branch=z9hG4bKkdjuw",
            "Max-Forwards: 70",
            "From: <sip:caller@example.net>;tag=341518",
            "To: <sip:user@example.com>",
            "Call-ID: torture.1@example.com",
            "CSeq: 149 " + (method.startsWith("SIP/") ? "INVITE" : method)
        };
        for (String line : usual) {
            String name = line.substring(0, line.indexOf(':'));
            boolean isReplaced = false;
            for (String other : changed) {
                isReplaced |= other.regionMatches(true, 0, name, 0, name.length());
            }
            if (!isReplaced) {
                text.append(line).append('\n');
            }
        }
        for (String line : changed) {
            text.append(line).append('\n');
        }
        return text.append('\n').toString();
    }

    private static void isAnsweredWith(int status, String text) {
        Parsed.Malformed malformed = Wire.malformed(text);

        assertThat(malformed.status()).isEqualTo(status);
        assertThat(malformed.answerable()).isNotNull();
    }

    private static void isDropped(String text) {
        assertThat(Wire.malformed(text).answerable()).isNull();
    }

    @Nested
    class ValidMessages {

        /// 3.1.1.1
        @Test
        void takesUnusualSpace() {
            SipRequest request =
                    Wire.request(
                            """
                            INVITE sip:vera@chair.example.com;unknown SIP/2.0
                            TO :
                             sip:vera@chair.example.com ;   tag    = 1918181833n
                            from   : "J R \\\\\\\""       <sip:jr@example.com>
                              ;
                              tag = 98asjd8
                            MaX-fOrWaRdS: 0068
                            Call-ID: wsinv.x@192.0.2.1
                            Content-Length   : 4
                            cseq: 0009
                              INVITE
                            Via  : SIP  /   2.0
                             /UDP
                                192.0.2.2;branch=390skdjuw
                            s :
                            NewFangledHeader:   newfangled value
                             continued newfangled value
                            UnusualValue: ;;,,;;,;
                            Route:
                             <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
                            v:  SIP  / 2.0  / TCP     spindle.example.com   ;
                              branch  =   z9hG4bK9ikj8  ,
                             SIP  /    2.0   / UDP  192.168.255.111   ; branch=
                             z9hG4bK30239
                            m:"Quoted string \\"\\"" <sip:jr@example.com> ; newparam =
                                  newvalue ;
                              secondparam ; q = 0.33

                            v=0
                            """);

            assertThat(request.to().tag()).isEqualTo("1918181833n");
            assertThat(request.from().displayName()).isEqualTo("J R \\\"");
            assertThat(request.maxForwards()).isEqualTo(68);
            assertThat(request.cSeq()).isEqualTo(new CSeq(9, "INVITE"));
            assertThat(request.vias())
                    .extracting(Via::transport)
                    .containsExactly("UDP", "TCP", "UDP");
            assertThat(request.vias())
                    .extracting(Via::branch)
                    .contains("z9hG4bK9ikj8", "z9hG4bK30239");
            assertThat(request.headers().first(HeaderName.of("newfangledheader")))
                    .isEqualTo("newfangled value continued newfangled value");
            assertThat(request.headers().first(HeaderName.SUBJECT)).isEmpty();
            assertThat(request.contacts().getFirst().parameters().get("q")).isEqualTo("0.33");
            assertThat(request.body().size()).isEqualTo(4);
            assertThat(request.defect()).isNull();
        }

        /// 3.1.1.2
        @Test
        void takesEveryCharacterThatMayStandWhereItStands() {
            String method = "!odd-Method0123456789_*+`.%indeed'~";
            String user = "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*";
            SipRequest request =
                    Wire.request(
                            message(
                                    method
                                            + " sip:"
                                            + user
                                            + ":&it+has=1,weird!*pas$wo~d_too.(doesn't-it)"
                                            + "@example.com SIP/2.0",
                                    "Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+`'~",
                                    "To: \"BEL:\\\u0007 NUL:\\\u0000 DEL:\\\u007f\" <sip:"
                                            + user
                                            + "@example.com>",
                                    "From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>"
                                            + ";fromParam''~+*_!.-%=\"ра\";tag=_token~1'+`*%!-.",
                                    "Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{",
                                    "extensionHeader-!.%*+_`'~:\ufeff大停電"));

            assertThat(request.method()).isEqualTo(method);
            assertThat(((SipUri) request.uri()).user()).isEqualTo(user);
            assertThat(request.to().displayName()).isEqualTo("BEL:\u0007 NUL:\0 DEL:\u007f");
            assertThat(request.from().displayName()).isEqualTo("token1~` token2'+_ token3*%!.-");
            assertThat(request.from().parameters().get("fromParam''~+*_!.-%")).isEqualTo("ра");
            assertThat(request.headers().first(HeaderName.of("extensionHeader-!.%*+_`'~")))
                    .isEqualTo("\ufeff大停電");
        }

        /// 3.1.1.3
        @Test
        void undoesEscapesInUris() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0",
                                    "From: <sip:I%20have%20spaces@example.net>;tag=938",
                                    "Contact: <sip:cal%6Cer@host5.example.net;%6C%72"
                                            + ";n%61me=v%61lue%25%34%31>"));

            SipUri contact = (SipUri) request.contacts().getFirst().uri();
            assertThat(((SipUri) request.uri()).user()).isEqualTo("sips:user@example.com");
            assertThat(((SipUri) request.from().uri()).user()).isEqualTo("I have spaces");
            assertThat(contact.user()).isEqualTo("caller");
            assertThat(contact.parameter("lr")).isEmpty();
            assertThat(contact.parameter("name")).isEqualTo("value%41");
        }

        /// 3.1.1.4
        @Test
        void takesEscapedNul() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "REGISTER sip:example.com SIP/2.0",
                                    "To: sip:null-%00-null@example.com",
                                    "Contact: <sip:%00@host5.example.com>",
                                    "Contact: <sip:%00%00@host5.example.com>"));

            assertThat(((SipUri) request.to().uri()).user()).isEqualTo("null-\0-null");
            assertThat(request.contacts())
                    .extracting(contact -> ((SipUri) contact.uri()).user())
                    .containsExactly("\0", "\0\0");
        }

        /// 3.1.1.5
        @Test
        void leavesPercentSignsAloneOutsideOfUris() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "RE%47IST%45R sip:registrar.example.com SIP/2.0",
                                    "To: \"%Z%45\" <sip:resource@example.com>",
                                    "Via: SIP/2.0/TCP host.example.com;branch=z9hG4bK209%fzsnel",
                                    "Contact: <sip:alias1@host1.example.com>",
                                    "C%6Fntact: <sip:alias2@host2.example.com>"));

            assertThat(request.method()).isEqualTo("RE%47IST%45R");
            assertThat(request.to().displayName()).isEqualTo("%Z%45");
            assertThat(request.topVia().branch()).isEqualTo("z9hG4bK209%fzsnel");
            assertThat(request.contacts()).hasSize(1);
        }

        /// 3.1.1.6
        @Test
        void takesNameWithoutSpaceBehind() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "OPTIONS sip:user@example.com SIP/2.0",
                                    "From: caller<sip:caller@example.com>;tag=323"));

            assertThat(request.from().displayName()).isEqualTo("caller");
        }

        /// 3.1.1.7
        @Test
        void takesLongValues() {
            String verylong = "long".repeat(200);
            StringBuilder hops = new StringBuilder("Via: SIP/2.0/TCP sip0.example.com");
            for (int i = 1; i < 33; i++) {
                hops.append("\nvIa  : SIP/2.0/TCP sip").append(i).append(".example.com");
            }
            SipRequest request =
                    Wire.request(
                            message(
                                    "INVITE sip:user@example.com SIP/2.0",
                                    hops.toString(),
                                    "To: \"" + verylong + "\" <sip:a@b.example;p=" + verylong + ">",
                                    verylong + ": " + verylong));

            assertThat(request.vias()).hasSize(33);
            assertThat(request.headers().first(HeaderName.of(verylong))).isEqualTo(verylong);
        }

        /// 3.1.1.8
        @Test
        void leavesWhatIsBehindTheMessageInADatagram() {
            String first = message("REGISTER sip:example.com SIP/2.0", "Content-Length: 0");
            SipRequest request =
                    Wire.request(
                            first + "\nINVITE sip:joe@example.com SIP/2.0\nt: sip:j@b.example\n");

            assertThat(request.method()).isEqualTo("REGISTER");
            assertThat(request.body().isEmpty()).isTrue();
        }

        /// 3.1.1.9
        @Test
        void takesSemicolonsInUserParts() {
            SipRequest request =
                    Wire.request(
                            message("OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0"));

            SipUri uri = (SipUri) request.uri();
            assertThat(uri.user()).isEqualTo("user;par=u@example.net");
            assertThat(uri.parameters().isEmpty()).isTrue();
        }

        /// 3.1.1.10
        @ParameterizedTest
        @CsvSource({"UDP", "SCTP", "TLS", "UNKNOWN", "TCP"})
        void takesEveryTransportInVia(String transport) {
            SipRequest request =
                    Wire.request(
                            message(
                                    "OPTIONS sip:user@example.com SIP/2.0",
                                    "Via: SIP/2.0/"
                                            + transport
                                            + " t1.example.com;branch=z9hG4bKk"));

            assertThat(request.topVia().transport()).isEqualTo(transport);
        }

        /// 3.1.1.11
        @Test
        void keepsBytesOfBodies() {
            byte[] head =
                    message(
                                    "MESSAGE sip:kumiko@example.org SIP/2.0",
                                    "Content-Type: multipart/mixed;boundary=7a9cbec02ceef655")
                            .replace("\n", "\r\n")
                            .getBytes(StandardCharsets.UTF_8);
            byte[] body = {0, -1, '\r', '\n', '\r', '\n', -128};
            byte[] bytes = java.util.Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, bytes, head.length, body.length);

            SipMessage message = ((Parsed.Understood) Wire.parse(bytes)).message();

            assertThat(message.body().bytes()).isEqualTo(body);
            assertThat(String.valueOf(message.contentType()))
                    .isEqualTo("multipart/mixed;boundary=7a9cbec02ceef655");
        }

        /// 3.1.1.12, 3.1.1.13
        @ParameterizedTest
        @CsvSource({"'= 2**3 * 5**2 но сто девяносто девять - простое'", "''"})
        void takesEveryReason(String reason) {
            SipResponse response = Wire.response(message("SIP/2.0 200 " + reason));

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.reason()).isEqualTo(reason);
        }
    }

    @Nested
    class InvalidMessages {

        /// 3.1.2.1
        @Test
        void refusesSeparatorsWithNothingBetween() {
            isAnsweredWith(
                    400,
                    message(
                            "INVITE sip:user@example.com SIP/2.0",
                            "Via: SIP/2.0/UDP 192.0.2.15;;,;,,"));
            assertThat(
                            Wire.request(
                                            message(
                                                    "INVITE sip:user@example.com SIP/2.0",
                                                    "Contact: \"Joe\" <sip:joe@example.org>;;;;"))
                                    .defect())
                    .startsWith("Contact");
        }

        /// 3.1.2.2, 3.1.2.3
        @ParameterizedTest
        @CsvSource({"9999", "-999", "x"})
        void refusesContentLengthThatCannotBe(String length) {
            isAnsweredWith(
                    400,
                    message("INVITE sip:user@example.com SIP/2.0", "Content-Length: " + length)
                            + "v=0\n");
        }

        /// 3.1.2.4
        @ParameterizedTest
        @CsvSource({"CSeq: 36893488147419103232 REGISTER", "Max-Forwards: 300"})
        void refusesTooGreatNumbers(String header) {
            isAnsweredWith(400, message("REGISTER sip:example.com SIP/2.0", header));
        }

        /// 3.1.2.4
        @Test
        void takesTooLongExpiryForTheLongest() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "REGISTER sip:example.com SIP/2.0",
                                    "Expires: 1" + "0".repeat(100)));

            assertThat(request.expires()).isEqualTo(4294967295L);
            assertThat(request.defect()).isNull();
        }

        /// 3.1.2.5
        @Test
        void dropsResponseWithTooGreatNumbers() {
            isDropped(
                    message(
                            "SIP/2.0 503 Service Unavailable",
                            "CSeq: 9292394834772304023312 OPTIONS"));
            assertThat(
                            Wire.response(
                                            message(
                                                    "SIP/2.0 503 Service Unavailable",
                                                    "Retry-After: 949302838503028349304023988"))
                                    .retryAfterSeconds())
                    .isNull();
        }

        /// 3.1.2.6, 3.1.2.14, 3.1.2.15
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '|',
                delimiter = '^',
                value = {
                    "To: \"Mr. J. User <sip:j.user@example.com>",
                    "To: \"Watson, Thomas\" < sip:t.watson@example.org >",
                    "From: Bell, Alexander <sip:a.g.bell@example.com>;tag=43"
                })
        void refusesAddressesThatAreNone(String header) {
            isAnsweredWith(400, message("INVITE sip:user@example.com SIP/2.0", header));
        }

        /// 3.1.2.7 to 3.1.2.11
        @ParameterizedTest
        @CsvSource({
            "INVITE <sip:user@example.com> SIP/2.0",
            "INVITE sip:user@example.com; lr SIP/2.0",
            "INVITE  sip:user@example.com  SIP/2.0",
            "'INVITE sip:user@example.com SIP/2.0  '",
            "INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0"
        })
        void refusesFirstLine(String line) {
            isAnsweredWith(400, message(line));
        }

        /// 3.1.2.12: a header nobody reads here harms nobody.
        @Test
        void takesDateInForeignTimeZone() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "INVITE sip:user@example.com SIP/2.0",
                                    "Date: Fri, 01 Jan 2010 16:00:00 EST"));

            assertThat(request.defect()).isNull();
        }

        /// 3.1.2.13
        @Test
        void findsQuestionMarkWithoutAngleBrackets() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "REGISTER sip:example.com SIP/2.0",
                                    "Contact: sip:user@example.com?Route=%3Csip:s.example.com%3E"));

            assertThat(request.contacts()).isEmpty();
            assertThat(request.defect()).startsWith("Contact");
        }

        /// 3.1.2.16
        @Test
        void answersOtherVersionsWith505() {
            isAnsweredWith(
                    505,
                    message(
                            "OPTIONS sip:t.watson@example.org SIP/7.0",
                            "Via: SIP/7.0/UDP c.example.com;branch=z9hG4bKkdjuw"));
        }

        /// 3.1.2.17, 3.1.2.18
        @ParameterizedTest
        @CsvSource({"OPTIONS", "NEWMETHOD"})
        void refusesOtherMethodInCSeq(String method) {
            isAnsweredWith(
                    400, message(method + " sip:user@example.com SIP/2.0", "CSeq: 8 INVITE"));
        }

        /// 3.1.2.19
        @Test
        void dropsResponseWithTooGreatStatus() {
            isDropped(message("SIP/2.0 4294967301 better not break the receiver"));
        }
    }

    @Nested
    class MessagesForOtherLayers {

        /// 3.2.1
        @Test
        void takesCookieAloneForNoUniqueBranch() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "OPTIONS sip:user@example.com SIP/2.0",
                                    "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK"));

            assertThat(request.topVia().hasUniqueBranch()).isFalse();
        }

        /// 3.3.1
        @Test
        void dropsWhatCannotBeAnswered() {
            isDropped(
                    """
                    INVITE sip:user@example.com SIP/2.0
                    CSeq: 193942 INVITE
                    Via: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKkdj.insuf

                    """);
        }

        /// 3.3.2, 3.3.3
        @ParameterizedTest
        @CsvSource({"nobodyKnowsThisScheme:totallyopaquecontent", "soap.beep://192.0.2.103:3002"})
        void takesUnknownSchemes(String uri) {
            SipRequest request = Wire.request(message("OPTIONS " + uri + " SIP/2.0"));

            assertThat(request.uri()).isEqualTo(new OpaqueUri(uri));
        }

        /// 3.3.4
        @Test
        void takesUnknownSchemesInHeaders() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "REGISTER sip:example.com SIP/2.0",
                                    "To: isbn:2983792873",
                                    "From: <http://www.example.com>;tag=3234233",
                                    "Contact: <name:John_Smith>"));

            assertThat(request.defect()).isNull();
        }

        /// 3.3.5
        @Test
        void listsWhatIsRequired() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "OPTIONS sip:user@example.com SIP/2.0",
                                    "Require: nothingSupportsThis, nothingSupportsThisEither"));

            assertThat(request.require())
                    .containsExactly("nothingSupportsThis", "nothingSupportsThisEither");
        }

        /// 3.3.6
        @Test
        void tellsTypeOfBody() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "INVITE sip:user@example.com SIP/2.0",
                                    "Content-Type: application/unknownformat"));

            assertThat(String.valueOf(request.contentType()))
                    .isEqualTo("application/unknownformat");
        }

        /// 3.3.7
        @Test
        void takesUnknownSchemeOfCredentials() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "REGISTER sip:example.com SIP/2.0",
                                    "Authorization: NoOneKnowsThisScheme opaque-data=here"));

            assertThat(request.credentials()).noneMatch(AuthValue::isDigest);
            assertThat(request.defect()).isNull();
        }

        /// 3.3.8
        @Test
        void refusesHeadersThatMayBeThereOnce() {
            isAnsweredWith(
                    400,
                    message(
                            "INVITE sip:user@example.com SIP/2.0",
                            "Call-ID: multi01.98asdh@192.0.2.1",
                            "Call-ID: multi01.98asdh@192.0.2.2"));
        }

        /// 3.3.9
        @Test
        void refusesTwoLengths() {
            isAnsweredWith(
                    400,
                    message(
                            "OPTIONS sip:user@example.com SIP/2.0",
                            "Content-Length: 13",
                            "Content-Length: 5"));
        }

        /// 3.3.10: whoever gets such a response sees that it is for another one.
        @Test
        void showsAllHopsOfResponse() {
            SipResponse response =
                    Wire.response(
                            message(
                                    "SIP/2.0 200 OK",
                                    "Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923",
                                    "Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23"));

            assertThat(response.vias()).hasSize(2);
        }

        /// 3.3.11
        @Test
        void takesLastHop() {
            SipRequest request =
                    Wire.request(
                            message("OPTIONS sip:user@example.com SIP/2.0", "Max-Forwards: 0"));

            assertThat(request.maxForwards()).isZero();
        }

        /// 3.3.12, 3.3.13
        @Test
        void tellsParametersOfUriFromThoseOfHeader() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "REGISTER sip:example.com SIP/2.0",
                                    "Contact: sip:+19725552222@gw1.example.net;unknownparam",
                                    "Contact: <sip:+19725552222@gw1.example.net;unknownparam>"));

            NameAddress bare = request.contacts().getFirst();
            NameAddress inAngles = request.contacts().getLast();
            assertThat(bare.parameters().has("unknownparam")).isTrue();
            assertThat(inAngles.parameters().isEmpty()).isTrue();
            assertThat(((SipUri) inAngles.uri()).parameter("unknownparam")).isEmpty();
        }

        /// 3.3.14
        @Test
        void keepsHeadersOfUri() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "REGISTER sip:example.com SIP/2.0",
                                    "M: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>"));

            assertThat(((SipUri) request.contacts().getFirst().uri()).header("route"))
                    .isEqualTo("<sip:sip.example.com>");
        }

        /// 3.3.15
        @Test
        void keepsWhatSenderAccepts() {
            SipRequest request =
                    Wire.request(
                            message(
                                    "INVITE sip:user@example.com SIP/2.0",
                                    "Accept: text/nobodyKnowsThis"));

            assertThat(request.headers().values(HeaderName.ACCEPT))
                    .containsExactly("text/nobodyKnowsThis");
        }

        /// 3.4.1
        @Test
        void takesRequestsOfRfc2543() {
            SipRequest request =
                    Wire.request(
                            """
                            INVITE sip:UserB@example.com SIP/2.0
                            Via: SIP/2.0/UDP iftgw.example.com
                            From: <sip:+13035551111@ift.client.example.net;user=phone>
                            Record-Route: <sip:UserB@example.com;maddr=ss1.example.com>
                            To: sip:+16505552222@ss1.example.net;user=phone
                            Call-ID: inv2543.1717@ift.client.example.com
                            CSeq: 56 INVITE
                            Content-Type: application/sdp

                            v=0
                            """);

            assertThat(request.topVia().branch()).isNull();
            assertThat(request.from().tag()).isNull();
            assertThat(request.maxForwards()).isNull();
            assertThat(request.body().text()).isEqualTo("v=0\r\n");
        }
    }
}
