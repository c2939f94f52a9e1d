package dialtone.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What RFC 4475 tortures parsers with and what is wrong: section 3.1.2, in messages of our own.
class TortureInvalidTest {

    /// 3.1.2.1
    @Test
    void refusesSeparatorsWithNothingBetween() {
        Wire.isAnsweredWith(
                400,
                Wire.message(
                        "INVITE sip:user@example.com SIP/2.0",
                        "Via: SIP/2.0/UDP 192.0.2.15;;,;,,"));
        assertThat(
                        Wire.request(
                                        Wire.message(
                                                "INVITE sip:user@example.com SIP/2.0",
                                                "Contact: \"Joe\" <sip:joe@example.org>;;;;"))
                                .defect())
                .startsWith("Contact");
    }

    /// 3.1.2.2, 3.1.2.3
    @ParameterizedTest
    @CsvSource({"9999", "-999", "x"})
    void refusesContentLengthThatCannotBe(String length) {
        Wire.isAnsweredWith(
                400,
                Wire.message("INVITE sip:user@example.com SIP/2.0", "Content-Length: " + length)
                        + "v=0\n");
    }

    /// 3.1.2.4
    @ParameterizedTest
    @CsvSource({"CSeq: 36893488147419103232 REGISTER", "Max-Forwards: 300"})
    void refusesTooGreatNumbers(String header) {
        Wire.isAnsweredWith(400, Wire.message("REGISTER sip:example.com SIP/2.0", header));
    }

    /// 3.1.2.4
    @Test
    void takesTooLongExpiryForTheLongest() {
        SipRequest request =
                Wire.request(
                        Wire.message(
                                "REGISTER sip:example.com SIP/2.0",
                                "Expires: 1" + "0".repeat(100)));

        assertThat(request.expires()).isEqualTo(4294967295L);
        assertThat(request.defect()).isNull();
    }

    /// 3.1.2.5
    @Test
    void dropsResponseWithTooGreatNumbers() {
        Wire.isDropped(
                Wire.message(
                        "SIP/2.0 503 Service Unavailable", "CSeq: 9292394834772304023312 OPTIONS"));
        assertThat(
                        Wire.response(
                                        Wire.message(
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
        Wire.isAnsweredWith(400, Wire.message("INVITE sip:user@example.com SIP/2.0", header));
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
        Wire.isAnsweredWith(400, Wire.message(line));
    }

    /// 3.1.2.12: a header nobody reads here harms nobody.
    @Test
    void takesDateInForeignTimeZone() {
        SipRequest request =
                Wire.request(
                        Wire.message(
                                "INVITE sip:user@example.com SIP/2.0",
                                "Date: Fri, 01 Jan 2010 16:00:00 EST"));

        assertThat(request.defect()).isNull();
    }

    /// 3.1.2.13
    @Test
    void findsQuestionMarkWithoutAngleBrackets() {
        SipRequest request =
                Wire.request(
                        Wire.message(
                                "REGISTER sip:example.com SIP/2.0",
                                "Contact: sip:user@example.com?Route=%3Csip:s.example.com%3E"));

        assertThat(request.contacts()).isEmpty();
        assertThat(request.defect()).startsWith("Contact");
    }

    /// 3.1.2.16
    @Test
    void answersOtherVersionsWith505() {
        Wire.isAnsweredWith(
                505,
                Wire.message(
                        "OPTIONS sip:t.watson@example.org SIP/7.0",
                        "Via: SIP/7.0/UDP c.example.com;branch=z9hG4bKkdjuw"));
    }

    /// 3.1.2.17, 3.1.2.18
    @ParameterizedTest
    @CsvSource({"OPTIONS", "NEWMETHOD"})
    void refusesOtherMethodInCSeq(String method) {
        Wire.isAnsweredWith(
                400, Wire.message(method + " sip:user@example.com SIP/2.0", "CSeq: 8 INVITE"));
    }

    /// 3.1.2.19
    @Test
    void dropsResponseWithTooGreatStatus() {
        Wire.isDropped(Wire.message("SIP/2.0 4294967301 better not break the receiver"));
    }
}
