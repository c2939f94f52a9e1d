package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;

/// CreatePermission (RFC 8656 section 10).
class CreatePermissionTest extends WithServer {

    @Test
    void needsAnAllocation() throws IOException {
        assertThat(client.permit(peer.local()).code()).isEqualTo(437);
    }

    @Test
    void needsAPeer() throws IOException {
        client.relay();

        assertThat(client.permit().code()).isEqualTo(400);
    }

    @Test
    void opensTheWayForSeveralPeers() throws IOException {
        client.relay();
        try (UdpWire second = UdpWire.peer("127.0.0.2")) {
            assertThat(client.permit(peer.local(), second.local()).isSuccess()).isTrue();

            client.sendIndication(peer.local(), "one");
            client.sendIndication(second.local(), "two");

            assertThat(peer.receive()).isEqualTo(utf8("one"));
            assertThat(second.receive()).isEqualTo(utf8("two"));
        }
    }

    @Test
    void countsForEveryPortOfThePeer() throws IOException {
        InetSocketAddress relayed = client.relay();
        client.permit(at("127.0.0.1", 1));

        peer.sendTo(relayed, utf8("from another port"));

        assertThat(client.receiveData().text(StunBytes.DATA_ATTRIBUTE))
                .isEqualTo("from another port");
    }

    @Test
    void keepsStrangersOut() throws IOException {
        InetSocketAddress relayed = client.relay();
        client.permit(peer.local());
        try (UdpWire stranger = UdpWire.peer("127.0.0.2")) {
            stranger.sendTo(relayed, utf8("let me in"));
            peer.sendTo(relayed, utf8("it is me"));

            assertThat(client.receiveData().text(StunBytes.DATA_ATTRIBUTE)).isEqualTo("it is me");
        }
    }

    @Test
    void refusesAPeerOfTheOtherFamily() throws IOException {
        client.relay();

        StunAnswer answer = client.permit(at("2001:db8::1", 9));

        assertThat(answer.code()).isEqualTo(443);
    }

    @Test
    void refusesAnAddressThatCannotBeRead() throws IOException {
        client.relay();

        StunAnswer answer =
                client.request(
                        StunBytes.CREATE_PERMISSION,
                        r -> r.with(StunBytes.XOR_PEER_ADDRESS, (byte) 0, (byte) 1));

        assertThat(answer.code()).isEqualTo(400);
    }

    @Test
    void permitsNoneWhenOneIsForbidden() throws IOException {
        restart(TestTurn.config().denying("127.0.0.2/32"));
        InetSocketAddress relayed = client.relay();
        InetSocketAddress forbidden = at("127.0.0.2", 9);

        assertThat(client.permit(peer.local(), forbidden).code()).isEqualTo(403);

        peer.sendTo(relayed, utf8("too early"));
        awaitDropped(1, "no-permission");
        assertNothingCameBefore();
    }

    @Test
    void stopsAtTheBound() throws IOException {
        restart(TestTurn.config().bounds(1, 8));
        client.relay();

        assertThat(client.permit(peer.local()).isSuccess()).isTrue();
        assertThat(client.permit(peer.local()).isSuccess()).isTrue();
        assertThat(client.permit(at("127.0.0.2", 9)).code()).isEqualTo(508);
    }
}
