package dialtone.turn;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.CRC32;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Writes STUN messages byte by byte after RFC 8489, also such as no client should send. It shares
/// nothing with the server's own codec, so that a mistake there cannot hide itself.
final class StunBytes {

    static final int COOKIE = 0x2112_a442;

    static final int BINDING = 0x0001;
    static final int ALLOCATE = 0x0003;
    static final int REFRESH = 0x0004;
    static final int SEND = 0x0016;
    static final int DATA = 0x0017;
    static final int CREATE_PERMISSION = 0x0008;
    static final int CHANNEL_BIND = 0x0009;
    static final int CONNECT = 0x000a;

    static final int MAPPED_ADDRESS = 0x0001;
    static final int CHANGE_REQUEST = 0x0003;
    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int UNKNOWN_ATTRIBUTES = 0x000a;
    static final int CHANNEL_NUMBER = 0x000c;
    static final int LIFETIME = 0x000d;
    static final int XOR_PEER_ADDRESS = 0x0012;
    static final int DATA_ATTRIBUTE = 0x0013;
    static final int REALM = 0x0014;
    static final int NONCE = 0x0015;
    static final int XOR_RELAYED_ADDRESS = 0x0016;
    static final int REQUESTED_ADDRESS_FAMILY = 0x0017;
    static final int EVEN_PORT = 0x0018;
    static final int REQUESTED_TRANSPORT = 0x0019;
    static final int DONT_FRAGMENT = 0x001a;
    static final int ACCESS_TOKEN = 0x001b;
    static final int MESSAGE_INTEGRITY_SHA256 = 0x001c;
    static final int PASSWORD_ALGORITHM = 0x001d;
    static final int USERHASH = 0x001e;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int RESERVATION_TOKEN = 0x0022;
    static final int PADDING = 0x0026;
    static final int RESPONSE_PORT = 0x0027;
    static final int ADDITIONAL_ADDRESS_FAMILY = 0x8000;
    static final int ADDRESS_ERROR_CODE = 0x8001;
    static final int PASSWORD_ALGORITHMS = 0x8002;
    static final int SOFTWARE = 0x8022;
    static final int FINGERPRINT = 0x8028;
    static final int RESPONSE_ORIGIN = 0x802b;
    static final int OTHER_ADDRESS = 0x802c;
    static final int THIRD_PARTY_AUTHORIZATION = 0x802e;
    static final int MOBILITY_TICKET = 0x8030;

    private static final int HEADER_BYTES = 20;
    private static final int FINGERPRINT_MASK = 0x5354_554e;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final int type;
    private final byte[] transactionId = new byte[12];

    private StunBytes(int type) {
        this.type = type;
        RANDOM.nextBytes(transactionId);
    }

    static StunBytes of(int type) {
        return new StunBytes(type);
    }

    /// Takes these bytes for the transaction, in place of random ones; before any address is added.
    StunBytes withTransaction(byte[] id) {
        System.arraycopy(id, 0, transactionId, 0, transactionId.length);
        return this;
    }

    StunBytes with(int attribute, byte... value) {
        put16(attribute);
        put16(value.length);
        body.writeBytes(value);
        body.writeBytes(new byte[-value.length & 3]);
        return this;
    }

    StunBytes withText(int attribute, String value) {
        return with(attribute, value.getBytes(StandardCharsets.UTF_8));
    }

    StunBytes withInt(int attribute, int value) {
        return with(attribute, ByteBuffer.allocate(4).putInt(value).array());
    }

    StunBytes withUdp() {
        return withInt(REQUESTED_TRANSPORT, 17 << 24);
    }

    /// A wish for a relayed address for connections (RFC 6062).
    StunBytes withTcp() {
        return withInt(REQUESTED_TRANSPORT, 6 << 24);
    }

    StunBytes withFamily(int family) {
        return withInt(REQUESTED_ADDRESS_FAMILY, family << 24);
    }

    /// A wish for IPv4 and IPv6.
    StunBytes withBothFamilies() {
        return withInt(ADDITIONAL_ADDRESS_FAMILY, 2 << 24);
    }

    StunBytes withChannel(int channel) {
        return withInt(CHANNEL_NUMBER, channel << 16);
    }

    StunBytes withPeer(InetSocketAddress peer) {
        return withPeer(peer.getAddress().getAddress(), peer.getPort());
    }

    /// A peer by the bytes of its address, which need not be one that Java would keep.
    StunBytes withPeer(byte[] address, int port) {
        return with(XOR_PEER_ADDRESS, xored(address, port));
    }

    private byte[] xored(byte[] address, int port) {
        byte[] mask = ByteBuffer.allocate(16).putInt(COOKIE).put(transactionId).array();
        ByteBuffer value = ByteBuffer.allocate(4 + address.length);
        value.put((byte) 0).put((byte) (address.length == 4 ? 1 : 2));
        value.putShort((short) (port ^ COOKIE >>> 16));
        for (int i = 0; i < address.length; i++) {
            value.put((byte) (address[i] ^ mask[i]));
        }
        return value.array();
    }

    static InetSocketAddress unxored(byte[] value, byte[] transactionId) {
        byte[] mask = ByteBuffer.allocate(16).putInt(COOKIE).put(transactionId).array();
        byte[] address = Arrays.copyOfRange(value, 4, value.length);
        for (int i = 0; i < address.length; i++) {
            address[i] ^= mask[i];
        }
        int port = (ByteBuffer.wrap(value).getShort(2) & 0xffff) ^ (COOKIE >>> 16);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + address.length + " bytes", e);
        }
    }

    /// Adds MESSAGE-INTEGRITY for a long-term credential.
    StunBytes withIntegrity(String username, String realm, String password) {
        return withIntegrity(longTermKey(username, realm, password));
    }

    StunBytes withIntegrity(byte[] key) {
        return with(MESSAGE_INTEGRITY, hmac(key, message(24)));
    }

    /// Adds MESSAGE-INTEGRITY-SHA256, cut to a number of bytes.
    StunBytes withIntegritySha256(byte[] key, int bytes) {
        byte[] value = hmac("HmacSHA256", key, message(4 + bytes));
        return with(MESSAGE_INTEGRITY_SHA256, Arrays.copyOf(value, bytes));
    }

    StunBytes withFingerprint() {
        CRC32 crc = new CRC32();
        crc.update(message(8));
        return withInt(FINGERPRINT, (int) crc.getValue() ^ FINGERPRINT_MASK);
    }

    byte[] bytes() {
        return message(0);
    }

    byte[] transactionId() {
        return transactionId.clone();
    }

    /// The message, its header counting so many bytes more than it has.
    private byte[] message(int more) {
        return ByteBuffer.allocate(HEADER_BYTES + body.size())
                .putShort((short) type)
                .putShort((short) (body.size() + more))
                .putInt(COOKIE)
                .put(transactionId)
                .put(body.toByteArray())
                .array();
    }

    private void put16(int value) {
        body.write(value >>> 8);
        body.write(value);
    }

    /// The key of a long-term credential by MD5.
    static byte[] longTermKey(String username, String realm, String password) {
        return digest("MD5", username + ":" + realm + ":" + password);
    }

    static byte[] longTermKeySha256(String username, String realm, String password) {
        return digest("SHA-256", username + ":" + realm + ":" + password);
    }

    static byte[] userHash(String username, String realm) {
        return digest("SHA-256", username + ":" + realm);
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return MessageDigest.getInstance(algorithm).digest(utf8);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] hmac(byte[] key, byte[] message) {
        return hmac("HmacSHA1", key, message);
    }

    static byte[] hmac(String algorithm, byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// A ChannelData message (RFC 8656 section 12.4), padded as a stream wants it.
    static byte[] channelData(int channel, byte[] payload) {
        return ByteBuffer.allocate(4 + (payload.length + 3 & ~3))
                .putShort((short) channel)
                .putShort((short) payload.length)
                .put(payload)
                .array();
    }
}
