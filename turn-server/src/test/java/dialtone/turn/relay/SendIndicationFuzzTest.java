package dialtone.turn.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dialtone.turn.protocol.PeerAddress;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.relay.SendIndication.Outcome;
import dialtone.udp.Datagrams;
import dialtone.udp.Remote;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Send indications are read where they lie, by code of their own: whatever the bytes are, what is
/// found lies inside the message, and the peer is the one that the reader of requests finds.
class SendIndicationFuzzTest {

    private static final int MORE_BYTES = 32;

    private final SendIndication indication = new SendIndication();

    @FuzzTest(maxDuration = "30s")
    void readsWhatTheOtherReaderReads(byte[] bytes) {
        int length = Math.min(bytes.length, Datagrams.MAX_PAYLOAD);
        ByteBuffer slot = ByteBuffer.allocate(Datagrams.HEADROOM + length + MORE_BYTES);
        Arrays.fill(slot.array(), (byte) 0x12);
        slot.put(Datagrams.HEADROOM, bytes, 0, length);

        Outcome outcome = indication.read(slot, Datagrams.HEADROOM, length);

        if (outcome != Outcome.READ) {
            return;
        }
        assertThat(indication.dataAt()).isGreaterThanOrEqualTo(Datagrams.HEADROOM + 20);
        assertThat(indication.dataLength()).isNotNegative();
        assertThat(indication.dataAt() + indication.dataLength())
                .isLessThanOrEqualTo(Datagrams.HEADROOM + length);
        Remote peer = indication.peer();
        assertThat(peer.is(indication.high(), indication.low(), indication.port())).isTrue();
        StunMessage message = StunMessage.read(bytes, length);
        // An indication is not vouched for, and its length may be odd: then that reader has less.
        if (message != null && message.defect() == null && message.integrity() == null) {
            assertThat(message.peers()).isNotEmpty();
            PeerAddress first = message.peers().getFirst();
            assertThat(first.remote()).isEqualTo(peer);
        }
    }
}
