package dialtone.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What RFC 4475 tortures the users of parsers with: sections 3.2 to 3.4, in messages of our own.
class TortureUserTest {

    /// 3.2.1
    @Test
    void takesCookieAloneForNoUniqueBranch() {
        SipRequest request =
                Wire.request(
                        Wire.message(
                                "OPTIONS sip:user@example.com SIP/2.0",
                                "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK"));

        assertThat(request.topVia().hasUniqueBranch()).isFalse();
    }

    /// 3.3.1
    @Test
    void dropsWhatCannotBeAnswered() {
        Wire.isDropped(
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
        SipRequest request = Wire.request(Wire.message("OPTIONS " + uri + " SIP/2.0"));

        assertThat(request.uri()).isEqualTo(new OpaqueUri(uri));
    }

    /// 3.3.4
    @Test
    void takesUnknownSchemesInHeaders() {
        SipRequest request =
                Wire.request(
                        Wire.message(
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
                        Wire.message(
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
                        Wire.message(
                                "INVITE sip:user@example.com SIP/2.0",
                                "Content-Type: application/unknownformat"));

        assertThat(String.valueOf(request.contentType())).isEqualTo("application/unknownformat");
    }

    /// 3.3.7
    @Test
    void takesUnknownSchemeOfCredentials() {
        SipRequest request =
                Wire.request(
                        Wire.message(
                                "REGISTER sip:example.com SIP/2.0",
                                "Authorization: NoOneKnowsThisScheme opaque-data=here"));

        assertThat(request.credentials()).noneMatch(AuthValue::isDigest);
        assertThat(request.defect()).isNull();
    }

    /// 3.3.8
    @Test
    void refusesHeadersThatMayBeThereOnce() {
        Wire.isAnsweredWith(
                400,
                Wire.message(
                        "INVITE sip:user@example.com SIP/2.0",
                        "Call-ID: multi01.98asdh@192.0.2.1",
                        "Call-ID: multi01.98asdh@192.0.2.2"));
    }

    /// 3.3.9
    @Test
    void refusesTwoLengths() {
        Wire.isAnsweredWith(
                400,
                Wire.message(
                        "OPTIONS sip:user@example.com SIP/2.0",
                        "Content-Length: 13",
                        "Content-Length: 5"));
    }

    /// 3.3.10: whoever gets such a response sees that it is for another one.
    @Test
    void showsAllHopsOfResponse() {
        SipResponse response =
                Wire.response(
                        Wire.message(
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
                        Wire.message("OPTIONS sip:user@example.com SIP/2.0", "Max-Forwards: 0"));

        assertThat(request.maxForwards()).isZero();
    }

    /// 3.3.12, 3.3.13
    @Test
    void tellsParametersOfUriFromThoseOfHeader() {
        SipRequest request =
                Wire.request(
                        Wire.message(
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
                        Wire.message(
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
                        Wire.message(
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
