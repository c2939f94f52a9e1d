package dialtone.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/// What every form of loop does; each has a subclass of its own.
abstract class UdpLoopTest {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int SLOTS = 64;
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Datagrams datagrams = new Datagrams(SLOTS);
    private final List<String> received = new ArrayList<>();
    private UdpLoop loop;
    private DatagramSocket peer;

    abstract UdpLoop open() throws IOException;

    @BeforeEach
    void openBoth() throws IOException {
        loop = open();
        peer = peer("127.0.0.1");
    }

    private static DatagramSocket peer(String address) throws IOException {
        DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        socket.setReceiveBufferSize(BUFFER_BYTES);
        socket.setSoTimeout((int) DEADLINE.toMillis());
        return socket;
    }

    @AfterEach
    void closeBoth() {
        peer.close();
        loop.close();
    }

    private UdpSocket socket(String address, @Nullable Object attachment) throws IOException {
        return loop.open(
                new InetSocketAddress(InetAddress.ofLiteral(address), 0),
                attachment,
                BUFFER_BYTES,
                false);
    }

    private static void send(DatagramSocket from, UdpSocket to, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(bytes, bytes.length, to.local()));
    }

    private static String receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[Datagrams.MAX_PAYLOAD], 65_507);
        at.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private void keep(UdpSocket socket) {
        int count = socket.receive(datagrams, 0, 16);
        for (int slot = 0; slot < count; slot++) {
            byte[] bytes = new byte[datagrams.length(slot)];
            datagrams.slot(slot).get(Datagrams.HEADROOM, bytes);
            received.add(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private void pollUntil(BooleanSupplier isDone) throws IOException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!isDone.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            loop.poll(100, this::keep);
        }
    }

    private void put(int slot, String text) {
        datagrams.slot(slot).put(Datagrams.HEADROOM, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Remote remote(DatagramSocket socket) {
        return Remote.of((InetSocketAddress) socket.getLocalSocketAddress());
    }

    @Test
    void receivesWhatWasSentInOrder() throws IOException {
        UdpSocket socket = socket("127.0.0.1", null);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add("packet " + i);
            send(peer, socket, sent.get(i));
        }

        pollUntil(() -> received.size() >= sent.size());

        assertThat(received).isEqualTo(sent);
    }

    @Test
    void tellsTheSender() throws IOException {
        UdpSocket socket = socket("127.0.0.1", null);
        send(peer, socket, "who am I");

        pollUntil(() -> !received.isEmpty());

        assertThat(Remote.of(datagrams.high(0), datagrams.low(0), datagrams.port(0)))
                .isEqualTo(remote(peer));
    }

    @Test
    void receivesOverIpv6() throws IOException {
        UdpSocket socket = socket("::1", null);
        try (DatagramSocket other = peer("::1")) {
            send(other, socket, "six");

            pollUntil(() -> !received.isEmpty());

            assertThat(Remote.of(datagrams.high(0), datagrams.low(0), datagrams.port(0)))
                    .isEqualTo(remote(other));
            put(1, "back");
            socket.send(datagrams, 1, Datagrams.HEADROOM, 4, remote(other));
            loop.flush();
            assertThat(receive(other)).isEqualTo("back");
        }
    }

    @Test
    void sendsRunsOfEqualAndOfOtherLengths() throws IOException {
        UdpSocket socket = socket("127.0.0.1", null);
        List<String> sent = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            sent.add("%02d".formatted(slot) + "x".repeat(slot < 20 ? 98 : slot % 7));
            put(slot, sent.get(slot));
            socket.send(datagrams, slot, Datagrams.HEADROOM, sent.get(slot).length(), remote(peer));
        }
        loop.flush();

        List<String> got = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            got.add(receive(peer));
        }
        assertThat(got).isEqualTo(sent);
        assertThat(socket.sendFailures()).isZero();
    }

    @Test
    void sendsEmptyDatagramsAndTheLongest() throws IOException {
        UdpSocket socket = socket("127.0.0.1", null);
        byte[] longest = new byte[Datagrams.MAX_PAYLOAD];
        Arrays.fill(longest, (byte) 'y');
        datagrams.slot(0).put(Datagrams.HEADROOM, longest);
        socket.send(datagrams, 0, Datagrams.HEADROOM, 0, remote(peer));
        socket.send(datagrams, 0, Datagrams.HEADROOM, longest.length, remote(peer));
        socket.send(datagrams, 0, Datagrams.HEADROOM, 0, remote(peer));
        loop.flush();

        assertThat(receive(peer)).isEmpty();
        assertThat(receive(peer)).hasSize(longest.length);
        assertThat(receive(peer)).isEmpty();
    }

    @Test
    void sendsToManyFromManyInOneFlush() throws IOException {
        UdpSocket one = socket("127.0.0.1", null);
        UdpSocket other = socket("127.0.0.1", null);
        try (DatagramSocket second = peer("127.0.0.1")) {
            for (int i = 0; i < 8; i++) {
                put(i, "to " + i);
                (i % 3 == 0 ? one : other)
                        .send(
                                datagrams,
                                i,
                                Datagrams.HEADROOM,
                                4,
                                remote(i % 2 == 0 ? peer : second));
            }
            loop.flush();

            assertThat(List.of(receive(peer), receive(peer), receive(peer), receive(peer)))
                    .containsExactlyInAnyOrder("to 0", "to 2", "to 4", "to 6");
            assertThat(List.of(receive(second), receive(second), receive(second), receive(second)))
                    .containsExactlyInAnyOrder("to 1", "to 3", "to 5", "to 7");
        }
    }

    @Test
    void goesOnAfterAnUnreachablePeer() throws IOException {
        UdpSocket socket = socket("127.0.0.1", null);
        Remote nobody;
        try (DatagramSocket closed = peer("127.0.0.1")) {
            nobody = remote(closed);
        }
        for (int i = 0; i < 10; i++) {
            put(0, "lost");
            socket.send(datagrams, 0, Datagrams.HEADROOM, 4, nobody);
            loop.flush();
            put(1, "kept");
            socket.send(datagrams, 1, Datagrams.HEADROOM, 4, remote(peer));
            loop.flush();
            assertThat(receive(peer)).isEqualTo("kept");
        }
        send(peer, socket, "still here");

        pollUntil(() -> !received.isEmpty());

        assertThat(received).containsExactly("still here");
    }

    @Test
    void doesNotSendToTheOtherFamily() throws IOException {
        UdpSocket socket = socket("127.0.0.1", null);
        socket.send(
                datagrams,
                0,
                Datagrams.HEADROOM,
                4,
                Remote.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 9)));
        loop.flush();

        assertThat(socket.sendFailures()).isEqualTo(1);
    }

    @Test
    void tellsNothingOfASocketThatWasClosed() throws IOException {
        UdpSocket closed = socket("127.0.0.1", "closed");
        UdpSocket open = socket("127.0.0.1", "open");
        List<Object> told = new ArrayList<>();
        send(peer, closed, "late");
        send(peer, open, "in time");
        closed.close();

        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (told.isEmpty() && System.nanoTime() < deadline) {
            loop.poll(
                    100,
                    socket -> {
                        told.add(socket.attachment());
                        keep(socket);
                    });
        }

        assertThat(told).containsOnly("open");
        assertThat(received).containsExactly("in time");
    }

    @Test
    void closesASocketWhileItIsTold() throws IOException {
        UdpSocket socket = socket("127.0.0.1", null);
        for (int i = 0; i < 40; i++) {
            send(peer, socket, "one of many");
        }
        boolean[] isTold = {false};
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!isTold[0] && System.nanoTime() < deadline) {
            loop.poll(
                    100,
                    readable -> {
                        keep(readable);
                        readable.close();
                        isTold[0] = true;
                    });
        }
        int before = received.size();
        loop.poll(0, this::keep);

        assertThat(before).isPositive();
        assertThat(received).hasSize(before);
        assertThat(socket.receive(datagrams, 0, 16)).isZero();
    }

    @Test
    void isWokenByAnotherThread() throws Exception {
        Thread waker = Thread.ofVirtual().start(loop::wakeup);
        loop.poll(DEADLINE.toMillis(), this::keep);
        waker.join();

        assertThat(received).isEmpty();
    }

    @Test
    void isWokenAgainAfterEachTime() throws IOException {
        for (int i = 0; i < 3; i++) {
            loop.wakeup();
            loop.wakeup();
            loop.poll(DEADLINE.toMillis(), this::keep);
        }
        loop.close();
        loop.wakeup();

        assertThat(received).isEmpty();
    }

    @Test
    void saysWhyAnAddressCannotBeHad() throws IOException {
        UdpSocket socket = socket("127.0.0.1", null);

        assertThatThrownBy(() -> loop.open(socket.local(), null, BUFFER_BYTES, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("already in use");
        assertThatThrownBy(() -> socket("192.0.2.1", null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("annot assign");
    }

    @Test
    void letsSeveralLoopsShareAnAddress() throws IOException {
        try (UdpLoop second = open()) {
            UdpSocket first =
                    loop.open(
                            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                            null,
                            BUFFER_BYTES,
                            true);
            UdpSocket shared = second.open(first.local(), null, BUFFER_BYTES, true);

            assertThat(shared.local()).isEqualTo(first.local());
        }
    }
}
