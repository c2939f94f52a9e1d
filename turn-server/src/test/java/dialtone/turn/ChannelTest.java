package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;

/// ChannelBind and ChannelData (RFC 8656 section 12).
class ChannelTest extends WithServer {

    @Test
    void carriesDataBothWays() throws IOException {
        client.relay();
        assertThat(client.bind(FIRST_CHANNEL, peer.local()).isSuccess()).isTrue();

        client.sendChannelData(FIRST_CHANNEL, "there");
        assertThat(peer.receive()).isEqualTo(utf8("there"));
        peer.send(utf8("and back"));

        assertThat(client.receiveChannelData(FIRST_CHANNEL)).isEqualTo("and back");
    }

    @Test
    void comesFromTheRelayedAddress() throws IOException {
        InetSocketAddress relayed = client.relay();
        client.bind(LAST_CHANNEL, peer.local());

        client.sendChannelData(LAST_CHANNEL, "who is it?");
        peer.receive();

        assertThat(peer.remote()).isEqualTo(relayed);
    }

    @Test
    void carriesEmptyData() throws IOException {
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());

        client.sendChannelData(FIRST_CHANNEL, "");
        assertThat(peer.receive()).isEmpty();
        peer.send(new byte[0]);

        assertThat(client.receiveChannelData(FIRST_CHANNEL)).isEmpty();
    }

    @Test
    void cutsOffWhatIsMoreThanTheLengthSays() throws IOException {
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());
        byte[] long4 = StunBytes.channelData(FIRST_CHANNEL, utf8("four"));

        client.wire().send(Arrays.copyOf(long4, long4.length + 5));

        assertThat(peer.receive()).isEqualTo(utf8("four"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x3fff, 0x8000, 0xffff})
    void refusesANumberOutsideTheRange(int number) throws IOException {
        client.relay();

        assertThat(client.bind(number, peer.local()).code()).isEqualTo(400);
    }

    @Test
    void needsANumber() throws IOException {
        client.relay();

        StunAnswer answer = client.request(StunBytes.CHANNEL_BIND, r -> r.withPeer(peer.local()));

        assertThat(answer.code()).isEqualTo(400);
    }

    @Test
    void needsAPeer() throws IOException {
        client.relay();

        StunAnswer answer =
                client.request(StunBytes.CHANNEL_BIND, r -> r.withChannel(FIRST_CHANNEL));

        assertThat(answer.code()).isEqualTo(400);
    }

    @Test
    void needsAnAllocation() throws IOException {
        assertThat(client.bind(FIRST_CHANNEL, peer.local()).code()).isEqualTo(437);
    }

    @Test
    void isRenewedByItself() throws IOException {
        client.relay();

        assertThat(client.bind(FIRST_CHANNEL, peer.local()).isSuccess()).isTrue();
        assertThat(client.bind(FIRST_CHANNEL, peer.local()).isSuccess()).isTrue();
    }

    @Test
    void refusesASecondPeerForANumber() throws IOException {
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());

        assertThat(client.bind(FIRST_CHANNEL, at("127.0.0.1", 9)).code()).isEqualTo(400);
    }

    @Test
    void refusesASecondNumberForAPeer() throws IOException {
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());

        assertThat(client.bind(FIRST_CHANNEL + 1, peer.local()).code()).isEqualTo(400);
    }

    @Test
    void refusesAForbiddenPeer() throws IOException {
        restart(TestTurn.config().denying("127.0.0.2/32"));
        client.relay();

        assertThat(client.bind(FIRST_CHANNEL, at("127.0.0.2", 9)).code()).isEqualTo(403);
    }

    @Test
    void stopsAtTheBound() throws IOException {
        restart(TestTurn.config().bounds(8, 1));
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());

        assertThat(client.bind(FIRST_CHANNEL + 1, at("127.0.0.1", 9)).code()).isEqualTo(508);
    }

    @Test
    void dropsDataOfAnUnboundNumber() throws IOException {
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());

        client.sendChannelData(FIRST_CHANNEL + 1, "lost");
        client.sendChannelData(FIRST_CHANNEL, "found");

        assertThat(peer.receive()).isEqualTo(utf8("found"));
    }

    @Test
    void dropsDataThatIsShorterThanItSays() throws IOException {
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());
        byte[] whole = StunBytes.channelData(FIRST_CHANNEL, utf8("truncated"));

        client.wire().send(Arrays.copyOf(whole, 8));
        client.wire().send(Arrays.copyOf(whole, 3));
        client.wire().send(Arrays.copyOf(whole, 1));
        client.wire().send(new byte[0]);
        client.sendChannelData(FIRST_CHANNEL, "whole");

        assertThat(peer.receive()).isEqualTo(utf8("whole"));
    }
}
