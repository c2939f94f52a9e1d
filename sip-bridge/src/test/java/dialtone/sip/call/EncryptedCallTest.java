package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.sip.message.SipRequest;
import dialtone.sip.trunk.SrtpPolicy;

import org.junit.jupiter.api.Test;

class EncryptedCallTest {

    private static final String KEY = "inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd";

    private static String encrypted(String suite) {
        return TestOffice.PHONE.replace("RTP/AVP", "RTP/SAVP")
                + "a=crypto:1 "
                + suite
                + " "
                + KEY
                + "\r\n";
    }

    @Test
    void offersKeysWhereTheyAreRequired() {
        try (TestOffice office = new TestOffice(TestTrunk.encrypted(SrtpPolicy.REQUIRE))) {
            TestBrowser alice = office.browser("alice");
            alice.invite("tel:+4930123456");

            SipRequest invite = office.phone.request("INVITE");

            assertThat(invite.body().text())
                    .contains("RTP/SAVP")
                    .contains("AES_CM_128_HMAC_SHA1_80 inline:");
            office.phone.respond(
                    invite,
                    200,
                    "p",
                    encrypted("AES_CM_128_HMAC_SHA1_80").replace("crypto:1", "crypto:2"));
            office.phone.request("ACK");
            alice.event(CallAnswered.class);
        }
    }

    @Test
    void endsWithoutKeysWhereTheyAreRequired() {
        try (TestOffice office = new TestOffice(TestTrunk.encrypted(SrtpPolicy.REQUIRE))) {
            TestBrowser alice = office.browser("alice");
            alice.invite("tel:+4930123456");
            SipRequest invite = office.phone.request("INVITE");

            office.phone.respond(invite, 200, "p", TestOffice.PHONE);

            alice.event(CallEnded.class);
        }
    }

    @Test
    void offersNoKeysWhereTheyAreOnlyAllowedAndFitsIntoADatagram() {
        try (TestOffice office = new TestOffice()) {
            office.browser("alice").invite("tel:+4930123456");

            SipRequest invite = office.phone.request("INVITE");

            assertThat(invite.body().text()).doesNotContain("crypto");
            assertThat(invite.toBytes()).hasSizeLessThan(1300);
        }
    }

    @Test
    void takesKeysOfAPhoneThatOffersThem() {
        try (TestOffice office = new TestOffice()) {
            TestBrowser alice = office.browser("alice");
            office.phone.inviteTo("+4930111", encrypted("AES_CM_128_HMAC_SHA1_32"));
            CallIncoming incoming = alice.event(CallIncoming.class);

            alice.answer(incoming.call(), 0);

            assertThat(office.phone.response(200).body().text())
                    .contains("a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:");
        }
    }
}
