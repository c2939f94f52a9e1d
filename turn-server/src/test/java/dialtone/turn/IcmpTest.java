package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.udp.UdpLoops;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import java.io.IOException;
import java.net.InetSocketAddress;

/// The client is told what ICMP says of its packets (RFC 8656 section 11.5): where the system
// tells.
@EnabledIf("isToldByTheSystem")
class IcmpTest extends WithServer {

    private static final int ICMP = 0x8004;

    /// Type 3, destination unreachable, in seven bits; code 3, port unreachable, in nine.
    private static final byte[] PORT_UNREACHABLE = {0, 0, 3 << 1, 3, 0, 0, 0, 0};

    static boolean isToldByTheSystem() {
        return UdpLoops.form().equals("linux");
    }

    @Test
    void tellsThatNobodyListens() throws IOException {
        client.relay();
        InetSocketAddress nobody = at("127.0.0.1", freePort());
        client.permit(nobody);

        client.sendIndication(nobody, "anybody?");

        StunAnswer data = client.receiveData();
        assertThat(data.address(StunBytes.XOR_PEER_ADDRESS)).isEqualTo(nobody);
        assertThat(data.value(ICMP)).isEqualTo(PORT_UNREACHABLE);
        assertThat(data.has(StunBytes.DATA_ATTRIBUTE)).isFalse();
    }

    @Test
    void tellsOfPacketsInAChannelToo() throws IOException {
        client.relay();
        InetSocketAddress nobody = at("127.0.0.1", freePort());
        client.bind(FIRST_CHANNEL, nobody);

        client.sendChannelData(FIRST_CHANNEL, "anybody?");

        assertThat(client.receiveData().value(ICMP)).isEqualTo(PORT_UNREACHABLE);
    }
}
