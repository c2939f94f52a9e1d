package dialtone.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What messages say, and how they are written.
class SipMessageTest {

    private static SipRequest with(String... lines) {
        return Wire.request(Wire.options("sip:ben@example.net", String.join("\n", lines) + "\n"));
    }

    @Test
    void readsWhatUserAgentNeeds() {
        SipRequest request =
                with(
                        "Contact: \"Ann\" <sip:ann@pc33.example.org>;expires=60, <sip:b@c.example>",
                        "Route: <sip:p1.example.org;lr>,<sip:p2.example.org;lr>",
                        "Record-Route: <sip:p3.example.org;lr>",
                        "c: application/sdp; charset=utf-8",
                        "Expires: 3600",
                        "Min-Expires: 60",
                        "x: 1800;refresher=uac",
                        "Min-SE: 90",
                        "RSeq: 988789",
                        "RAck: 776656 1 INVITE",
                        "r: <sip:c@d.example?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>",
                        "b: <sip:ann@example.org>",
                        "Replaces: 425928@bobster.example;to-tag=7743;from-tag=6472;early-only",
                        "P-Asserted-Identity: \"A\" <sip:a@example.org>, <tel:+15550100>",
                        "Privacy: id;user",
                        "Diversion: <tel:+15550101>;reason=unconditional",
                        "Reason: Q.850;cause=16;text=\"Terminated, normally\", SIP;cause=200",
                        "Retry-After: 120 (in a meeting);duration=60",
                        "o: refer;id=7",
                        "Subscription-State: active;expires=60",
                        "Allow: INVITE, ACK,BYE",
                        "k: timer, 100rel",
                        "Require: replaces");

        assertThat(request.defect()).isNull();
        assertThat(request.topVia().branch()).isEqualTo("z9hG4bK776asdhds");
        assertThat(request.from().tag()).isEqualTo("1928301774");
        assertThat(request.callId()).isEqualTo("a84b4c76e66710@pc33.example.org");
        assertThat(request.contacts()).hasSize(2);
        assertThat(request.contacts().getFirst().parameters().get("EXPIRES")).isEqualTo("60");
        assertThat(request.routes()).hasSize(2);
        assertThat(request.recordRoutes()).hasSize(1);
        assertThat(String.valueOf(request.contentType()))
                .isEqualTo("application/sdp;charset=utf-8");
        assertThat(request.expires()).isEqualTo(3600);
        assertThat(request.minExpires()).isEqualTo(60);
        assertThat(request.sessionExpires()).isEqualTo(new SessionExpires(1800, "uac"));
        assertThat(request.minSessionSeconds()).isEqualTo(90);
        assertThat(request.rSeq()).isEqualTo(988789);
        assertThat(request.rAck()).isEqualTo(new RAck(776656, 1, "INVITE"));
        assertThat(String.valueOf(request.referTo())).contains("Replaces=");
        assertThat(String.valueOf(request.referredBy())).isEqualTo("<sip:ann@example.org>");
        assertThat(request.replaces())
                .isEqualTo(new Replaces("425928@bobster.example", "7743", "6472", true));
        assertThat(request.assertedIdentities())
                .extracting(NameAddress::uri)
                .containsExactly(Uri.of("sip:a@example.org"), Uri.of("tel:+15550100"));
        assertThat(request.privacy()).containsExactly("id", "user");
        assertThat(request.diversions()).hasSize(1);
        assertThat(request.reasons()).hasSize(2);
        assertThat(request.reasons().getFirst().parameters().get("text"))
                .isEqualTo("Terminated, normally");
        assertThat(request.retryAfterSeconds()).isEqualTo(120);
        assertThat(String.valueOf(request.event())).isEqualTo("refer;id=7");
        assertThat(String.valueOf(request.subscriptionState())).isEqualTo("active;expires=60");
        assertThat(request.allow()).containsExactly("INVITE", "ACK", "BYE");
        assertThat(request.supported()).containsExactly("timer", "100rel");
        assertThat(request.require()).containsExactly("replaces");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Contact: <sip:",
                "Route: nobody",
                "Refer-To: <sip:a@b.example",
                "Replaces: a;to-tag=1",
                "Content-Type: ;",
                "Expires: soon",
                "Session-Expires: -1",
                "RAck: 1 INVITE",
                "Authorization: Digest realm",
                "Require: a b"
            })
    void saysWhichHeaderCannotBeRead(String line) {
        assertThat(with(line).defect()).startsWith(line.substring(0, line.indexOf(':')));
    }

    @Test
    void keepsOrderAndUnknownHeaders() {
        SipRequest request = with("X-B: 2", "X-A: 1", "x-b: 3");

        String text = new String(request.toBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(text).endsWith("X-B: 2\r\nX-A: 1\r\nx-b: 3\r\nContent-Length: 0\r\n\r\n");
        assertThat(request.headers().values(HeaderName.of("X-b"))).containsExactly("2", "3");
    }

    @Test
    void answersWithWhatRequestHas() {
        SipRequest request = with("Record-Route: <sip:p.example.org;lr>", "Timestamp: 54");

        SipResponse trying = SipResponse.to(request, 100, "Trying", null);
        SipResponse ringing = SipResponse.to(request, 180, "Ringing", "abc");
        SipResponse refused = SipResponse.to(request, 404, "Nobody", "abc");

        assertThat(trying.headers().has(HeaderName.TIMESTAMP)).isTrue();
        assertThat(trying.to().tag()).isNull();
        assertThat(ringing.recordRoutes()).hasSize(1);
        assertThat(ringing.to().tag()).isEqualTo("abc");
        assertThat(refused.recordRoutes()).isEmpty();
        assertThat(refused.cSeq()).isEqualTo(request.cSeq());
        assertThat(refused.vias()).isEqualTo(request.vias());
    }

    @Test
    void refusesLineEndsInWhatIsWritten() {
        assertThatThrownBy(() -> Headers.builder().add(HeaderName.SUBJECT, "a\r\nRoute: b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(NameAddress.of(Uri.of("tel:1")).withDisplayName("a\r\nb\"").toString())
                .isEqualTo("\"a  b\\\"\" <tel:1>");
    }

    @Test
    void answersNoAck() {
        String ack =
                """
                ACK sip:ben@example.net?x=y SIP/2.0
                Via: SIP/2.0/UDP pc33.example.org;branch=z9hG4bK776asdhds
                From: <sip:ann@example.org>;tag=1
                To: <sip:ben@example.net>
                Call-ID: a
                CSeq: 1 ACK

                """;

        assertThat(Wire.malformed(ack).answerable()).isNull();
    }

    @Test
    void takesBrokenUtf8ForReplacementCharacters() {
        byte[] bytes = Wire.bytes(Wire.options("sip:ben@example.net", "Subject: a#b\n"));
        bytes[new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf('#')] = -1;

        Parsed parsed = Wire.parse(bytes);

        assertThat(((Parsed.Understood) parsed).message().headers().first(HeaderName.SUBJECT))
                .isEqualTo("a\ufffdb");
    }

    @Test
    void takesLineEndsAloneForKeepAlive() {
        assertThat(Wire.parse("\n\n")).isInstanceOf(Parsed.KeepAlive.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: a\rb", "X", ": a", "X Y: a", "Xé: a"})
    void refusesWhatIsNoHeader(String line) {
        Parsed.Malformed malformed =
                Wire.malformed(Wire.options("sip:ben@example.net", line + "\n"));

        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.reason()).startsWith("no header");
    }
}
