package dialtone.udp;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

class PacketSlotsTest {

    private static final int SLOTS = 64;
    private static final int BATCH = 16;

    private final SendingLoop loop = new SendingLoop();
    private final PacketSlots slots = new PacketSlots(loop, SLOTS);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 40, 48})
    void keepsReceivedPacketsWhateverIsMadeOfThem(int before) {
        for (int i = 0; i < before; i++) {
            slots.reserve(1);
        }
        int first = slots.reserve(BATCH);
        slots.keep(first, BATCH);

        for (int i = 0; i < 1000; i++) {
            assertThat(slots.reserve(1))
                    .isBetween(0, SLOTS - 1)
                    .matches(slot -> slot < first || slot >= first + BATCH);
        }
    }

    @Test
    void givesAllOutAfterwards() {
        slots.keep(slots.reserve(BATCH), BATCH);
        slots.release();

        for (int i = BATCH; i < SLOTS; i++) {
            assertThat(slots.reserve(1)).isEqualTo(i);
        }
        assertThat(slots.reserve(1)).isZero();
    }

    /// Some packets of a batch are answered from other slots, which may begin anew with the first
    /// one: the rest of the batch is sent later than that, from where it lies.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void usesNoSlotWhosePacketIsStillToBeSent(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int batch = 0; batch < 500; batch++) {
            int count = 1 + random.nextInt(BATCH);
            int first = reserve(BATCH);
            slots.unreserve(BATCH - count);
            slots.keep(first, count);
            for (int slot = first; slot < first + count; slot++) {
                send(random.nextInt(3) == 0 ? reserve(1) : slot);
            }
            slots.release();
        }
    }

    private int reserve(int count) {
        int first = slots.reserve(count);
        for (int slot = first; slot < first + count; slot++) {
            assertThat(loop.waiting).as("packets that are still to be sent").doesNotContain(slot);
        }
        return first;
    }

    private void send(int slot) {
        loop.waiting.add(slot);
    }

    /// Knows from which slots something is still to be sent.
    private static final class SendingLoop implements UdpLoop {

        final Set<Integer> waiting = new HashSet<>();

        @Override
        public UdpSocket open(
                InetSocketAddress local,
                @Nullable Object attachment,
                int bufferBytes,
                boolean isShared) {
            throw new UnsupportedOperationException("nobody opens a socket");
        }

        @Override
        public void poll(long timeoutMillis, Handler handler) {
            throw new UnsupportedOperationException("nobody waits");
        }

        @Override
        public void flush() {
            waiting.clear();
        }

        @Override
        public void wakeup() {
            // Nobody waits.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
