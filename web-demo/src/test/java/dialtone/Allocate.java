package dialtone;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Asks a TURN server for an allocation over UDP, written from RFC 8489 and RFC 8656 alone: so that
/// a credential is judged by bytes that none of our own code made.
final class Allocate {

    private static final short REQUEST = 0x0003;
    private static final short CREATE_PERMISSION = 0x0008;
    private static final int MAGIC_COOKIE = 0x2112A442;
    private static final int HEADER_BYTES = 20;
    private static final int INTEGRITY_BYTES = 24;
    private static final short USERNAME = 0x0006;
    private static final short MESSAGE_INTEGRITY = 0x0008;
    private static final short REALM = 0x0014;
    private static final short NONCE = 0x0015;
    private static final short REQUESTED_TRANSPORT = 0x0019;
    private static final short XOR_PEER_ADDRESS = 0x0012;
    private static final byte[] UDP = {17, 0, 0, 0};
    private static final int PATIENCE_MILLIS = 20_000;

    private Allocate() {}

    /// The message type of the answer: 0x0103 for success, 0x0113 for an error.
    static int answer(InetSocketAddress server, String username, String password)
            throws IOException, GeneralSecurityException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(server);
            return allocate(socket, username, password).answer();
        }
    }

    /// Allocates and asks for a permission: 0x0108 for success, 0x0118 for an error.
    ///
    /// @param peer of IPv4
    static int permission(
            InetSocketAddress server, String username, String password, InetSocketAddress peer)
            throws IOException, GeneralSecurityException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(server);
            Known known = allocate(socket, username, password);
            ByteBuffer address = ByteBuffer.allocate(8).putShort((short) 1);
            address.putShort((short) (peer.getPort() ^ MAGIC_COOKIE >>> 16));
            address.putInt(ByteBuffer.wrap(peer.getAddress().getAddress()).getInt() ^ MAGIC_COOKIE);
            byte[] body = encode(XOR_PEER_ADDRESS, address.array());
            byte[] request = signed(CREATE_PERMISSION, body, username, password, known);
            return exchange(socket, request).getShort(0) & 0xffff;
        }
    }

    /// What an allocation was answered with, and what the next request needs.
    private record Known(int answer, String realm, String nonce) {}

    private static Known allocate(DatagramSocket socket, String username, String password)
            throws IOException, GeneralSecurityException {
        byte[] body = encode(REQUESTED_TRANSPORT, UDP);
        ByteBuffer challenge = exchange(socket, header(REQUEST, message(body), 0));
        Known known = new Known(0, text(challenge, REALM), text(challenge, NONCE));
        byte[] request = signed(REQUEST, body, username, password, known);
        int answer = exchange(socket, request).getShort(0) & 0xffff;
        return new Known(answer, known.realm(), known.nonce());
    }

    private static byte[] signed(
            short type, byte[] body, String username, String password, Known known)
            throws GeneralSecurityException {
        byte[] attributes =
                join(
                        body,
                        encode(USERNAME, bytes(username)),
                        encode(REALM, bytes(known.realm())),
                        encode(NONCE, bytes(known.nonce())));
        byte[] request = header(type, message(attributes), INTEGRITY_BYTES);
        byte[] hash = hash(request, key(username, known.realm(), password));
        return header(type, message(join(attributes, encode(MESSAGE_INTEGRITY, hash))), 0);
    }

    private static byte[] key(String username, String realm, String password)
            throws GeneralSecurityException {
        String text = username + ":" + realm + ":" + password;
        return MessageDigest.getInstance("MD5").digest(bytes(text));
    }

    private static String text(ByteBuffer message, short type) {
        return new String(attribute(message, type), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hash(byte[] message, byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(key, "HmacSHA1"));
        return mac.doFinal(message);
    }

    private static byte[] message(byte[] attributes) {
        return join(new byte[HEADER_BYTES], attributes);
    }

    /// @param more bytes that the length counts although they are not there yet
    private static byte[] header(short type, byte[] message, int more) {
        ByteBuffer buffer = ByteBuffer.wrap(message);
        buffer.putShort(0, type);
        buffer.putShort(2, (short) (message.length - HEADER_BYTES + more));
        buffer.putInt(4, MAGIC_COOKIE);
        return message;
    }

    private static byte[] encode(short type, byte[] value) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + (value.length + 3) / 4 * 4);
        buffer.putShort(type).putShort((short) value.length).put(value);
        return buffer.array();
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer whole = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        for (byte[] part : parts) {
            whole.put(part);
        }
        return whole.array();
    }

    private static ByteBuffer exchange(DatagramSocket socket, byte[] request) throws IOException {
        socket.send(new DatagramPacket(request, request.length));
        DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
        socket.receive(answer);
        return ByteBuffer.wrap(answer.getData(), 0, answer.getLength());
    }

    private static byte[] attribute(ByteBuffer message, short wanted) {
        byte[] found = null;
        for (int at = HEADER_BYTES; at + 4 <= message.limit() && found == null; ) {
            int length = message.getShort(at + 2) & 0xffff;
            if (message.getShort(at) == wanted) {
                found = new byte[length];
                message.get(at + 4, found);
            }
            at += 4 + (length + 3) / 4 * 4;
        }
        return Objects.requireNonNull(found, "an attribute of the answer");
    }
}
