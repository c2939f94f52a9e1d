package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;

/// Long-term credentials (RFC 8489 section 9.2).
class AuthenticationTest extends WithServer {

    @Test
    void challengesWithRealmAndNonce() throws IOException {
        StunAnswer answer = client.ask(StunBytes.of(StunBytes.ALLOCATE).withUdp());

        assertThat(answer.code()).isEqualTo(401);
        assertThat(answer.text(StunBytes.REALM)).isEqualTo("example.org");
        assertThat(answer.text(StunBytes.NONCE)).isNotEmpty();
        assertThat(answer.has(StunBytes.MESSAGE_INTEGRITY)).isFalse();
    }

    @Test
    void vouchesForItsAnswersWithTheClientsKey() throws IOException {
        StunAnswer answer = client.allocate();

        byte[] key = StunBytes.longTermKey(TestTurn.USER, "example.org", TestTurn.PASSWORD);
        assertThat(answer.isMadeWith(key)).isTrue();
    }

    @Test
    void refusesAWrongPassword() throws IOException {
        StunAnswer answer = client.as(TestTurn.USER, "nonsense").allocate();

        assertThat(answer.code()).isEqualTo(401);
        assertThat(answer.has(StunBytes.NONCE)).isTrue();
    }

    @Test
    void doesNotTellWhetherAUserExists() throws IOException {
        StunAnswer wrongPassword = client.as(TestTurn.USER, "nonsense").allocate();
        StunAnswer unknownUser = client.as("nobody", "nonsense").allocate();

        assertThat(unknownUser.code()).isEqualTo(401);
        assertThat(unknownUser.words()).isEqualTo(wrongPassword.words());
    }

    @Test
    void asksForAnotherNonceWhenOneIsNotItsOwn() throws IOException {
        client.challenge();
        String good = client.nonce();
        char last = good.charAt(good.length() - 1);
        String forged = good.substring(0, good.length() - 1) + (last == '0' ? '1' : '0');

        StunAnswer answer = client.withNonce(forged).allocate();

        assertThat(answer.code()).isEqualTo(438);
        assertThat(client.withNonce(answer.text(StunBytes.NONCE)).allocate().isSuccess()).isTrue();
    }

    @Test
    void doesNotTakeANonceOfAnotherClient() throws IOException {
        client.challenge();
        try (TestClient other = TestClient.udp(address())) {
            other.withRealm(client.realm()).withNonce(client.nonce());

            assertThat(other.allocate().code()).isEqualTo(438);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"})
    void asksForAnotherNonceWhenOneIsNonsense(String nonsense) throws IOException {
        client.challenge();
        StunAnswer answer =
                client.ask(
                        client.withNonce(nonsense)
                                .signed(StunBytes.of(StunBytes.ALLOCATE).withUdp()));

        assertThat(answer.code()).isEqualTo(438);
    }

    @Test
    void refusesIntegrityWithoutAUsername() throws IOException {
        client.challenge();
        StunBytes request =
                StunBytes.of(StunBytes.ALLOCATE)
                        .withUdp()
                        .withText(StunBytes.REALM, client.realm())
                        .withText(StunBytes.NONCE, client.nonce())
                        .withIntegrity(TestTurn.USER, client.realm(), TestTurn.PASSWORD);

        assertThat(client.ask(request).code()).isEqualTo(400);
    }

    @Test
    void heedsNothingAfterTheIntegrity() throws IOException {
        client.relay();
        StunBytes request =
                client.signed(StunBytes.of(StunBytes.CREATE_PERMISSION).withPeer(peer.local()));
        UdpWire smuggled = UdpWire.peer("127.0.0.2");
        StunAnswer answer = client.ask(request.withPeer(smuggled.local()));
        assertThat(answer.isSuccess()).isTrue();

        client.sendIndication(smuggled.local(), "smuggled");
        client.sendIndication(peer.local(), "permitted");
        assertThat(peer.receive()).isEqualTo(utf8("permitted"));
        smuggled.sendTo(peer.remote(), utf8("back"));
        peer.send(utf8("back too"));

        assertThat(client.receiveData().text(StunBytes.DATA_ATTRIBUTE)).isEqualTo("back too");
        smuggled.close();
    }

    @Test
    void letsNobodyUseTheAllocationOfAnother() throws IOException {
        client.relay();

        StunAnswer answer = client.as(TestTurn.OTHER_USER, TestTurn.OTHER_PASSWORD).refresh(600);

        assertThat(answer.code()).isEqualTo(441);
    }
}
