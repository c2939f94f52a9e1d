package dialtone.media;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.udp.UdpLoop;
import dialtone.udp.UdpLoops;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;

class PacketSlotsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 40, 48})
    void keepsReceivedPacketsWhateverIsMadeOfThem(int before) throws IOException {
        try (UdpLoop loop = UdpLoops.open(0)) {
            PacketSlots slots = new PacketSlots(loop);
            for (int i = 0; i < before; i++) {
                slots.reserve(1);
            }
            int first = slots.reserve(16);
            slots.keep(first, 16);

            for (int i = 0; i < 1000; i++) {
                assertThat(slots.reserve(1))
                        .isBetween(0, 63)
                        .matches(slot -> slot < first || slot >= first + 16);
            }
        }
    }

    @Test
    void givesAllOutAfterwards() throws IOException {
        try (UdpLoop loop = UdpLoops.open(0)) {
            PacketSlots slots = new PacketSlots(loop);
            slots.keep(slots.reserve(16), 16);
            slots.keep(0, 0);

            for (int i = 16; i < 64; i++) {
                assertThat(slots.reserve(1)).isEqualTo(i);
            }
            assertThat(slots.reserve(1)).isZero();
        }
    }
}
