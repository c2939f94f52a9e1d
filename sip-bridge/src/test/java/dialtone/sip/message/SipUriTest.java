package dialtone.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// URIs, and which of them mean the same (RFC 3261 section 19.1.4).
class SipUriTest {

    private static SipUri uri(String text) {
        return (SipUri) Uri.of(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:example.org",
                "sips:ann:secret@example.org:5061;transport=tcp;lr?subject=hello%20you&x=y",
                "sip:ann@[2001:db8::1]:5060",
                "sip:+15550100;phone-context=example.org@example.org;user=phone",
                "tel:+1-201-555-0123;ext=7",
                "tel:7042;phone-context=example.com",
                "urn:service:sos"
            })
    void writesWhatItHasRead(String text) {
        assertThat(Uri.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ann@example.org",
                "sip:",
                "sip:@example.org",
                "sip:a@b@example.org",
                "sip:a b@example.org",
                "sip:ann@exa mple.org",
                "sip:ann@example.org:99999",
                "sip:ann@example.org:x",
                "sip:ann@[2001:db8::1",
                "sip:ann%4@example.org",
                "sip:ann%zz@example.org",
                "sip:ann@example.org;;lr",
                "sip:ann@example.org;=x",
                "sip:ann@example.org?",
                "sip:ann\r\n@example.org",
                "sip:<ann>@example.org",
                "tel:",
                "tel:+",
                "tel:+12ab",
                "tel:hello"
            })
    void refuses(String text) {
        assertThat(Uri.read(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "sip:%61lice@atlanta.example;transport=TCP, sip:alice@AtlanTa.Example;Transport=tcp",
        "sip:carol@chicago.example, sip:carol@chicago.example;newparam=5",
        "sip:carol@chicago.example, sip:carol@chicago.example;security=on",
        "sip:b.example;transport=tcp;method=REGISTER?to=sip:bob%40b.example,"
                + " sip:b.example;method=REGISTER;transport=tcp?to=sip:bob%40b.example",
        "sip:a@b.example?subject=project%20x&priority=urgent,"
                + " sip:a@b.example?priority=urgent&subject=project%20x"
    })
    void meanTheSame(String one, String other) {
        assertThat(uri(one).isEquivalentTo(uri(other))).isTrue();
        assertThat(uri(other).isEquivalentTo(uri(one))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "SIP:ALICE@b.example, sip:alice@b.example",
        "sip:bob@b.example, sip:bob@b.example:5060",
        "sip:bob@b.example, sip:bob@b.example;transport=udp",
        "sip:bob@b.example, sips:bob@b.example",
        "sip:bob@b.example;user=phone, sip:bob@b.example",
        "sip:bob@b.example;maddr=192.0.2.1, sip:bob@b.example",
        "sip:carol@c.example;security=on, sip:carol@c.example;security=off",
        "sip:carol@c.example, sip:carol@c.example?Subject=next%20meeting",
        "sip:a%3Bb@b.example, sip:a;b@b.example"
    })
    void meanDifferentThings(String one, String other) {
        assertThat(uri(one).isEquivalentTo(uri(other))).isFalse();
        assertThat(uri(other).isEquivalentTo(uri(one))).isFalse();
    }

    @Test
    void escapesUserOfWhateverCharacters() {
        SipUri uri = SipUri.of("Bär @:\"\r\n", "example.org", 0);

        assertThat(uri).hasToString("sip:B%C3%A4r%20%40%3A%22%0D%0A@example.org");
        assertThat(uri(uri.toString()).user()).isEqualTo("Bär @:\"\r\n");
    }

    @Test
    void escapesHeader() {
        SipUri uri = uri("sip:ann@example.org").withHeader("Replaces", "a@b;to-tag=1;from-tag=2");

        assertThat(uri)
                .hasToString("sip:ann@example.org?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2");
        assertThat(uri.header("replaces")).isEqualTo("a@b;to-tag=1;from-tag=2");
        assertThat(uri.withoutHeaders()).isEqualTo(uri("sip:ann@example.org"));
    }

    @Test
    void changesParameters() {
        SipUri uri = uri("sip:ann@example.org;transport=udp;lr");

        assertThat(uri.withParameter("transport", "tcp"))
                .hasToString("sip:ann@example.org;lr;transport=tcp");
        assertThat(uri.withoutParameter("LR")).hasToString("sip:ann@example.org;transport=udp");
    }

    @Test
    void leavesOutWhatOnlySeparatesDigits() {
        TelUri uri = (TelUri) Uri.of("tel:+1-(201)-555.0123");

        assertThat(uri.digits()).isEqualTo("+12015550123");
        assertThat(uri.isGlobal()).isTrue();
    }
}
