package dialtone.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What RFC 4475 tortures parsers with and what they must take: section 3.1.1, in messages of our
/// own.
class TortureTest {

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
        assertThat(request.vias()).extracting(Via::transport).containsExactly("UDP", "TCP", "UDP");
        assertThat(request.vias()).extracting(Via::branch).contains("z9hG4bK9ikj8", "z9hG4bK30239");
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
                        Wire.message(
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
                        Wire.message(
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
                        Wire.message(
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
                        Wire.message(
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
                        Wire.message(
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
                        Wire.message(
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
        String first = Wire.message("REGISTER sip:example.com SIP/2.0", "Content-Length: 0");
        SipRequest request =
                Wire.request(first + "\nINVITE sip:joe@example.com SIP/2.0\nt: sip:j@b.example\n");

        assertThat(request.method()).isEqualTo("REGISTER");
        assertThat(request.body().isEmpty()).isTrue();
    }

    /// 3.1.1.9
    @Test
    void takesSemicolonsInUserParts() {
        SipRequest request =
                Wire.request(
                        Wire.message("OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0"));

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
                        Wire.message(
                                "OPTIONS sip:user@example.com SIP/2.0",
                                "Via: SIP/2.0/" + transport + " t1.example.com;branch=z9hG4bKk"));

        assertThat(request.topVia().transport()).isEqualTo(transport);
    }

    /// 3.1.1.11
    @Test
    void keepsBytesOfBodies() {
        byte[] head =
                Wire.message(
                                "MESSAGE sip:kumiko@example.org SIP/2.0",
                                "Content-Type: multipart/mixed;boundary=7a9cbec02ceef655")
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] body = {0, -1, '\r', '\n', '\r', '\n', -128};
        byte[] bytes = Arrays.copyOf(head, head.length + body.length);
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
        SipResponse response = Wire.response(Wire.message("SIP/2.0 200 " + reason));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.reason()).isEqualTo(reason);
    }
}
