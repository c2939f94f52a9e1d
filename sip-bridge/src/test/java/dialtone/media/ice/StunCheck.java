package dialtone.media.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Writes connectivity checks byte by byte after RFC 8445 and RFC 8489, and reads their answers. It
/// shares nothing with the codec of the product.
///
/// Threading: for one thread.
public final class StunCheck {

    static final int MAPPED = 0x0020;
    static final int ERROR = 0x0009;

    private static final int USERNAME = 0x0006;
    private static final int INTEGRITY = 0x0008;
    private static final int PRIORITY = 0x0024;
    private static final int USE_CANDIDATE = 0x0025;
    private static final int FINGERPRINT = 0x8028;
    private static final int CONTROLLED = 0x8029;
    private static final int CONTROLLING = 0x802a;
    private static final int COOKIE = 0x2112_a442;

    private final ByteBuffer bytes = ByteBuffer.allocate(512);

    private StunCheck(int type) {
        byte[] id = new byte[12];
        ThreadLocalRandom.current().nextBytes(id);
        bytes.putShort((short) type).putShort((short) 0).putInt(COOKIE).put(id);
    }

    /// A request with nothing in it yet.
    static StunCheck request() {
        return new StunCheck(0x0001);
    }

    static StunCheck indication() {
        return new StunCheck(0x0011);
    }

    /// The check that a browser sends.
    public static byte[] of(IceCredentials to, boolean nominates) {
        StunCheck check = request().username(to.ufrag() + ":them").priority().controlling();
        if (nominates) {
            check.with(USE_CANDIDATE);
        }
        return check.integrity(to.password()).fingerprint().bytes();
    }

    StunCheck username(String name) {
        return with(USERNAME, name.getBytes(StandardCharsets.UTF_8));
    }

    StunCheck priority() {
        return with(PRIORITY, (byte) 0x6e, (byte) 0x7f, (byte) 0x1e, (byte) 0xff);
    }

    StunCheck controlling() {
        return with(CONTROLLING, new byte[8]);
    }

    StunCheck controlled() {
        return with(CONTROLLED, new byte[8]);
    }

    StunCheck with(int type, byte... value) {
        bytes.putShort((short) type).putShort((short) value.length).put(value);
        bytes.put(new byte[-value.length & 3]);
        return this;
    }

    StunCheck integrity(String password) {
        length(24);
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            mac.update(bytes.array(), 0, bytes.position());
            return with(INTEGRITY, mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    StunCheck fingerprint() {
        length(8);
        CRC32 crc = new CRC32();
        crc.update(bytes.array(), 0, bytes.position());
        int value = (int) crc.getValue() ^ 0x5354_554e;
        return with(FINGERPRINT, ByteBuffer.allocate(4).putInt(value).array());
    }

    private void length(int more) {
        bytes.putShort(2, (short) (bytes.position() - 20 + more));
    }

    public byte[] bytes() {
        length(0);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /// Whether an answer says that the check succeeded.
    public static boolean isSuccess(byte[] answer) {
        return ByteBuffer.wrap(answer).getShort() == 0x0101;
    }

    /// The code of a refusal; 0 of a success.
    static int code(byte[] answer) {
        byte[] error = attributes(answer).get(ERROR);
        return error == null ? 0 : error[2] * 100 + error[3];
    }

    static InetSocketAddress mapped(byte[] answer) {
        byte[] value = Objects.requireNonNull(attributes(answer).get(MAPPED));
        int port = ByteBuffer.wrap(value).getChar(2) ^ COOKIE >>> 16;
        int address = ByteBuffer.wrap(value).getInt(4) ^ COOKIE;
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(address).array()), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /// Whether an answer is vouched for with a password.
    static boolean isVouchedFor(byte[] answer, String password) {
        int at = 20;
        ByteBuffer all = ByteBuffer.wrap(answer.clone());
        while (at < answer.length) {
            if (all.getChar(at) == INTEGRITY) {
                all.putShort(2, (short) (at + 4));
                StunCheck again = new StunCheck(0);
                again.bytes.clear();
                again.bytes.put(all.array(), 0, at);
                again.integrity(password);
                return Arrays.equals(again.bytes.array(), at + 4, at + 24, answer, at + 4, at + 24);
            }
            at += 4 + ((all.getChar(at + 2) + 3) & ~3);
        }
        return false;
    }

    private static Map<Integer, byte[]> attributes(byte[] answer) {
        Map<Integer, byte[]> attributes = new LinkedHashMap<>();
        ByteBuffer all = ByteBuffer.wrap(answer);
        for (int at = 20; at < answer.length; at += 4 + ((all.getChar(at + 2) + 3) & ~3)) {
            int length = all.getChar(at + 2);
            attributes.put(
                    (int) all.getChar(at), Arrays.copyOfRange(answer, at + 4, at + 4 + length));
        }
        return attributes;
    }
}
