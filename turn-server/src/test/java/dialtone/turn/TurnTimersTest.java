package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.Secret;
import dialtone.turn.auth.RestCredentials;
import dialtone.turn.auth.TurnCredential;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/// What ends by itself, on a clock that the test moves.
class TurnTimersTest extends WithServer {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void anAllocationEndsAfterTenMinutes() throws IOException {
        client.relay();

        clock.advance(Duration.ofMinutes(10).minus(SECOND));
        assertThat(client.permit(peer.local()).code()).isEqualTo(200);
        clock.advance(SECOND);

        assertThat(client.permit(peer.local()).code()).isEqualTo(437);
        assertThat(registry.get("dialtone.turn.allocation.lifetime").timer().count()).isOne();
    }

    @Test
    void aRefreshKeepsAnAllocation() throws IOException {
        client.relay();

        clock.advance(Duration.ofMinutes(9));
        client.refresh(600);
        clock.advance(Duration.ofMinutes(9));

        assertThat(client.permit(peer.local()).code()).isEqualTo(200);
    }

    @Test
    void aRetransmissionIsToldWhatIsLeft() throws IOException {
        client.challenge();
        StunBytes request = client.signed(StunBytes.of(StunBytes.ALLOCATE).withUdp());
        client.ask(request);

        clock.advance(Duration.ofSeconds(10));

        assertThat(client.ask(request).number(StunBytes.LIFETIME)).isEqualTo(590);
    }

    @Test
    void aPermissionEndsAfterFiveMinutesInBothDirections() throws IOException {
        InetSocketAddress relayed = client.relay();
        client.permit(peer.local());

        clock.advance(Duration.ofMinutes(5));
        client.sendIndication(peer.local(), "too late");
        peer.sendTo(relayed, utf8("too late as well"));
        awaitDropped(2, "no-permission");
        assertThat(client.permit(peer.local()).code()).isEqualTo(200);
        client.sendIndication(peer.local(), "in time");

        assertThat(peer.receive()).isEqualTo(utf8("in time"));
        peer.send(utf8("in time as well"));
        assertThat(client.receiveData().text(StunBytes.DATA_ATTRIBUTE))
                .isEqualTo("in time as well");
    }

    @Test
    void aPermissionIsRenewed() throws IOException {
        client.relay();
        client.permit(peer.local());

        clock.advance(Duration.ofMinutes(4));
        client.permit(peer.local());
        clock.advance(Duration.ofMinutes(4));
        client.sendIndication(peer.local(), "still permitted");

        assertThat(peer.receive()).isEqualTo(utf8("still permitted"));
    }

    @Test
    void endedPermissionsMakeRoomForOthers() throws IOException {
        restart(TestTurn.config().bounds(1, 8));
        client.relay();
        client.permit(peer.local());

        clock.advance(Duration.ofMinutes(5));
        InetSocketAddress other = at("127.0.0.2", 9);

        assertThat(client.permit(peer.local(), other).code()).isEqualTo(508);
        assertThat(client.permit(other).code()).isEqualTo(200);
    }

    @Test
    void aChannelEndsAfterTenMinutes() throws IOException {
        client.relay();
        client.refresh(3600);
        client.bind(FIRST_CHANNEL, peer.local());

        clock.advance(Duration.ofMinutes(10));
        client.permit(peer.local());
        client.sendChannelData(FIRST_CHANNEL, "too late");
        client.sendIndication(peer.local(), "without the channel");
        assertThat(peer.receive()).isEqualTo(utf8("without the channel"));
        peer.send(utf8("likewise"));

        assertThat(client.receiveData().text(StunBytes.DATA_ATTRIBUTE)).isEqualTo("likewise");
        assertThat(client.bind(FIRST_CHANNEL, at("127.0.0.2", 9)).code()).isEqualTo(200);
    }

    @Test
    void aNonceEnds() throws IOException {
        client.relay();

        clock.advance(Duration.ofHours(1));
        StunAnswer answer = client.refresh(600);

        assertThat(answer.code()).isEqualTo(438);
        assertThat(answer.text(StunBytes.NONCE)).isNotEqualTo(client.nonce());
    }

    @Test
    void aTimeLimitedCredentialEnds() throws IOException {
        TurnCredential credential =
                new RestCredentials(TestTurn.NEW_SECRET)
                        .mint("carol", clock.instant().plusSeconds(60));
        client.as(credential.username(), credential.password().value());
        client.relay();

        clock.advance(Duration.ofSeconds(59));
        assertThat(client.refresh(600).code()).isEqualTo(200);
        clock.advance(SECOND);

        assertThat(client.refresh(600).code()).isEqualTo(401);
    }

    @Test
    void aCredentialOfTheOlderSecretStillCounts() throws IOException {
        TurnCredential credential =
                new RestCredentials(TestTurn.OLD_SECRET)
                        .mint("carol\nof the sea", clock.instant().plusSeconds(60));

        client.as(credential.username(), credential.password().value());

        assertThat(client.allocate().code()).isEqualTo(200);
    }

    @Test
    void aCredentialOfAnotherSecretDoesNot() throws IOException {
        TurnCredential credential =
                new RestCredentials(new Secret("somebody else's"))
                        .mint("carol", clock.instant().plusSeconds(60));

        client.as(credential.username(), credential.password().value());

        assertThat(client.allocate().code()).isEqualTo(401);
    }

    @Test
    void strangersAreAnsweredOnlySoOftenASecond() throws IOException {
        restart(TestTurn.config().unauthorizedRateLimit(2));
        StunBytes stranger = StunBytes.of(StunBytes.ALLOCATE).withUdp();
        assertThat(client.ask(stranger).code()).isEqualTo(401);
        assertThat(client.ask(stranger).code()).isEqualTo(401);

        client.wire().send(stranger.bytes());
        awaitDropped(1, "rate-limited");
        clock.advance(SECOND);

        assertThat(client.ask(StunBytes.of(StunBytes.BINDING)).code()).isEqualTo(200);
    }
}
