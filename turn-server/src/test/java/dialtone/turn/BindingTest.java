package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/// Binding (RFC 8489 section 3), and what is no request at all.
class BindingTest extends WithServer {

    @Test
    void tellsTheClientItsAddressWithoutCredentials() throws IOException {
        StunAnswer answer = client.ask(StunBytes.of(StunBytes.BINDING));

        assertThat(answer.isSuccess()).isTrue();
        assertThat(answer.address(StunBytes.XOR_MAPPED_ADDRESS)).isEqualTo(client.local());
    }

    @Test
    void answersAFingerprintWithAFingerprint() throws IOException {
        StunAnswer answer = client.ask(StunBytes.of(StunBytes.BINDING).withFingerprint());

        assertThat(answer.hasRightFingerprint()).isTrue();
    }

    @Test
    void doesNotAnswerAWrongFingerprint() throws IOException {
        client.wire()
                .send(StunBytes.of(StunBytes.BINDING).withInt(StunBytes.FINGERPRINT, 1).bytes());

        assertNothingCameBefore();
    }

    @Test
    void namesTheAttributesItDoesNotUnderstand() throws IOException {
        StunAnswer answer =
                client.ask(
                        StunBytes.of(StunBytes.BINDING)
                                .with(0x7001)
                                .with(0x7002, (byte) 1)
                                .with(0x8fff));

        assertThat(answer.code()).isEqualTo(420);
        assertThat(answer.unknownAttributes()).containsExactly(0x7001, 0x7002);
    }

    @Test
    void survivesMoreUnknownAttributesThanFitAnAnswer() throws IOException {
        StunBytes request = StunBytes.of(StunBytes.BINDING);
        for (int i = 0; i < 600; i++) {
            request.with(0x7000 + i);
        }

        client.wire().send(request.bytes());
        client.wire().send(request.bytes());

        assertThat(new StunAnswer(client.wire().receive()).code()).isEqualTo(420);
    }

    @Test
    void doesNotAnswerAnAnswer() throws IOException {
        client.wire().send(StunBytes.of(0x0101).bytes());
        client.wire().send(StunBytes.of(0x0111).bytes());
        client.wire().send(StunBytes.of(0x0011).bytes());

        assertNothingCameBefore();
    }

    @Test
    void doesNotAnswerAMethodItDoesNotKnow() throws IOException {
        client.wire().send(StunBytes.of(0x000e).bytes());

        assertNothingCameBefore();
    }
}
