package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/// DONT-FRAGMENT in Send indications (RFC 8656 section 15).
class DontFragmentTest extends WithServer {

    @Test
    void isHeededForThePacketThatAsksForIt() throws IOException {
        client.relay();
        client.permit(peer.local());
        StunBytes whole =
                StunBytes.of(StunBytes.SEND)
                        .withPeer(peer.local())
                        .with(StunBytes.DONT_FRAGMENT)
                        .withText(StunBytes.DATA_ATTRIBUTE, "whole");

        client.wire().send(whole.bytes());
        client.sendIndication(peer.local(), "may be split");

        assertThat(peer.receive()).isEqualTo(utf8("whole"));
        assertThat(peer.receive()).isEqualTo(utf8("may be split"));
    }
}
