package dialtone.turn;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/// Reads bytes as a script of what happens to allocations: of each step first what it is, then who
/// does it, then what it needs. Bytes that are missing at the end are 0.
///
/// Threading: for the test's thread.
final class LifeScript {

    private static final int MAX_STEPS = 64;
    private static final int STEPS = 11;
    private static final int FIRST_CHANNEL = 0x4000;
    private static final int[] METHODS = {
        StunBytes.ALLOCATE,
        StunBytes.REFRESH,
        StunBytes.CREATE_PERMISSION,
        StunBytes.CHANNEL_BIND,
        StunBytes.BINDING,
        StunBytes.SEND
    };

    private final ByteBuffer script;
    private final AllocationLife life;
    private byte[] last = {};

    LifeScript(byte[] script, AllocationLife life) {
        this.script = ByteBuffer.wrap(script);
        this.life = life;
    }

    void play() {
        for (int i = 0; i < MAX_STEPS && script.hasRemaining(); i++) {
            int step = next() % STEPS;
            LifeClient client = life.client(next());
            step(step, client);
        }
    }

    private void step(int step, LifeClient client) {
        switch (step) {
            case 0 -> signed(client, request(StunBytes.ALLOCATE).withUdp());
            case 1 -> signed(client, request(StunBytes.CREATE_PERMISSION).withPeer(peer()));
            case 2 ->
                    signed(
                            client,
                            request(StunBytes.CHANNEL_BIND)
                                    .withChannel(channel())
                                    .withPeer(peer()));
            case 3 ->
                    signed(
                            client,
                            request(StunBytes.REFRESH).withInt(StunBytes.LIFETIME, lifetime()));
            case 4 -> channelData(client);
            case 5 ->
                    send(
                            client,
                            request(StunBytes.SEND)
                                    .withPeer(peer())
                                    .with(StunBytes.DATA_ATTRIBUTE, payload(1))
                                    .bytes());
            case 6 -> life.fromPeer(peer(), client, payload(300));
            case 7 -> life.pass(Duration.ofSeconds(5L * next()));
            case 8 -> odd(client);
            case 9 -> mutated(client);
            case 10 -> send(client, bytes(next()));
            default -> throw new AssertionError(step);
        }
    }

    private int next() {
        return script.hasRemaining() ? Byte.toUnsignedInt(script.get()) : 0;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) next();
        }
        return bytes;
    }

    private byte[] payload(int factor) {
        byte[] payload = new byte[next() * factor];
        Arrays.fill(payload, (byte) 0xab);
        return payload;
    }

    private StunBytes request(int type) {
        return StunBytes.of(type).withTransaction(life.nextTransaction());
    }

    private InetSocketAddress peer() {
        return life.peer(next());
    }

    private int channel() {
        return FIRST_CHANNEL - 1 + next() % 5;
    }

    private int lifetime() {
        return next() * 30;
    }

    private void signed(LifeClient client, StunBytes request) {
        life.challenge(client);
        send(client, client.signed(request).bytes());
    }

    private void send(LifeClient client, byte[] bytes) {
        last = bytes;
        life.send(client, bytes, next());
    }

    /// A ChannelData whose length need not be its own.
    private void channelData(LifeClient client) {
        int channel = channel();
        byte[] message = StunBytes.channelData(channel, payload(1));
        int more = next();
        if (more > 200) {
            message[3] += (byte) (more - 227);
        }
        send(client, message);
    }

    /// A request with any attributes, right or wrong, and any integrity.
    private void odd(LifeClient client) {
        StunBytes request = request(METHODS[next() % METHODS.length]);
        for (int n = next() % 6; n > 0; n--) {
            attribute(request);
        }
        life.challenge(client);
        switch (next() % 5) {
            case 0 -> send(client, request.bytes());
            case 1 -> send(client, client.signed(request).withPeer(peer()).bytes());
            case 2 -> send(client, client.signed(request).withFingerprint().bytes());
            case 3 -> send(client, client.signedWrongly(request).bytes());
            default -> send(client, client.signed(request).bytes());
        }
    }

    private void attribute(StunBytes request) {
        switch (next() % 9) {
            case 0 -> request.withUdp();
            case 1 -> request.withInt(StunBytes.LIFETIME, next() << 24 | next());
            case 2 -> request.withPeer(peer());
            case 3 -> request.withChannel(channel());
            case 4 -> request.with(StunBytes.EVEN_PORT, (byte) next());
            case 5 -> request.withInt(StunBytes.REQUESTED_ADDRESS_FAMILY, next() << 24);
            case 6 -> request.with(StunBytes.DONT_FRAGMENT);
            case 7 -> request.with(next() % 0x30, bytes(next() % 40));
            default -> request.with(next() << 8 | next(), bytes(next() % 40));
        }
    }

    /// What was sent last, by whomever, changed or cut.
    private void mutated(LifeClient client) {
        byte[] mutated = last.clone();
        for (int n = next() % 4; n > 0 && mutated.length > 0; n--) {
            mutated[(next() << 8 | next()) % mutated.length] = (byte) next();
        }
        int cut = Math.max(0, next() - 128);
        mutated = Arrays.copyOf(mutated, Math.max(0, mutated.length - cut));
        send(client, mutated);
    }
}
