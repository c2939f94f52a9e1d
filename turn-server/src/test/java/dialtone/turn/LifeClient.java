package dialtone.turn;

import dialtone.turn.relay.InMemoryShard;
import dialtone.turn.relay.Output;
import dialtone.turn.relay.StreamClient;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A client in an [AllocationLife], over UDP or over a connection, which it opens anew when the
/// server has ended it.
///
/// Threading: for the test's thread.
final class LifeClient {

    private static final String REALM = "example.org";

    private final InetSocketAddress local;
    private final boolean isStream;
    private final String username;
    private final String password;
    private @Nullable Connection connection;
    private String nonce = "";

    LifeClient(InetSocketAddress local, boolean isStream, String username, String password) {
        this.local = local;
        this.isStream = isStream;
        this.username = username;
        this.password = password;
    }

    InetSocketAddress local() {
        return local;
    }

    boolean hasNonce() {
        return !nonce.isEmpty();
    }

    void heard(String newNonce) {
        nonce = newNonce;
    }

    StunBytes signed(StunBytes request) {
        return signed(request, password);
    }

    StunBytes signedWrongly(StunBytes request) {
        return signed(request, "not " + password);
    }

    private StunBytes signed(StunBytes request, String with) {
        return request.withText(StunBytes.USERNAME, username)
                .withText(StunBytes.REALM, REALM)
                .withText(StunBytes.NONCE, nonce)
                .withIntegrity(username, REALM, with);
    }

    /// Sends, over a connection in two parts.
    void send(InMemoryTurn turn, byte[] bytes, int firstPart) {
        if (!isStream) {
            turn.deliver(local, turn.listener(), bytes);
            return;
        }
        Connection open = connection;
        if (open == null || open.isEnded) {
            open = new Connection(turn.shard, local, turn.listener());
            connection = open;
        }
        int cut = Math.min(firstPart, bytes.length);
        open.client.received(Arrays.copyOf(bytes, cut));
        open.client.received(Arrays.copyOfRange(bytes, cut, bytes.length));
        turn.turn();
    }

    /// The messages that came since this was asked last.
    List<byte[]> takeReceived(InMemoryTurn turn) {
        if (!isStream) {
            return turn.takeReceived(local);
        }
        Connection open = connection;
        return open == null ? List.of() : open.takeMessages();
    }

    void hangUp(InMemoryTurn turn) {
        Connection open = connection;
        if (open != null) {
            open.client.close();
            turn.turn();
        }
    }

    private static final class Connection implements Output {

        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final StreamClient client;
        private boolean isEnded;

        Connection(InMemoryShard shard, InetSocketAddress from, InetSocketAddress to) {
            client = shard.connect(from, to, this);
        }

        @Override
        public boolean write(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            received.writeBytes(copy);
            return true;
        }

        @Override
        public void flush() {
            // What is written has arrived.
        }

        @Override
        public void close() {
            isEnded = true;
        }

        /// Cuts as RFC 8656 section 12.5 says; nothing may be left over.
        List<byte[]> takeMessages() {
            ByteBuffer stream = ByteBuffer.wrap(received.toByteArray());
            received.reset();
            List<byte[]> messages = new ArrayList<>();
            while (stream.hasRemaining()) {
                boolean isStun = stream.get(stream.position()) >>> 6 == 0;
                int claimed = Short.toUnsignedInt(stream.getShort(stream.position() + 2));
                byte[] message = new byte[claimed + (isStun ? 20 : 4)];
                stream.get(message);
                stream.position(stream.position() + (-message.length & 3));
                messages.add(message);
            }
            return messages;
        }
    }
}
