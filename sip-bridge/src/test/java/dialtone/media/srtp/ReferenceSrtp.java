package dialtone.media.srtp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// SRTP after the letter of RFC 3711, RFC 6188 and RFC 7714 with the JDK's ciphers, for one
/// direction and packets whose sequence numbers do not wrap. It shares nothing with the library, so
/// that a mistake there cannot hide itself.
///
/// Threading: for the test's thread.
public final class ReferenceSrtp {

    private static final int RTP = 0;
    private static final int RTCP = 3;

    private final SrtpProfile profile;
    private final byte[][] keys = new byte[6][];

    public ReferenceSrtp(SrtpKey master) {
        profile = master.profile();
        for (int label = 0; label < keys.length; label++) {
            int length =
                    switch (label % RTCP) {
                        case 0 -> profile.keyBytes();
                        case 1 -> 20;
                        default -> profile.saltBytes();
                    };
            keys[label] = derive(master.key(), master.salt(), label, length);
        }
    }

    /// RFC 3711 section 4.3: the keystream of a counter that begins with label and salt.
    static byte[] derive(byte[] key, byte[] salt, int label, int length) {
        byte[] iv = Arrays.copyOf(salt, 16);
        iv[7] ^= (byte) label;
        return counterMode(key, iv, new byte[length]);
    }

    private static byte[] counterMode(byte[] key, byte[] iv, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isGcm() {
        return profile.name().contains("GCM");
    }

    /// Encrypts or, in counter mode, decrypts the same way.
    private byte[] transform(int kind, int mode, byte[] aad, byte[] text, int source, long index) {
        byte[] salt = Arrays.copyOf(keys[kind + 2], 16);
        byte[] number = ByteBuffer.allocate(8).putLong(index).array();
        int sourceAt = isGcm() ? 2 : 4;
        int indexAt = isGcm() ? 6 : 8;
        for (int i = 0; i < 4; i++) {
            salt[sourceAt + i] ^= (byte) (source >>> (24 - 8 * i));
        }
        for (int i = 0; i < 6; i++) {
            salt[indexAt + i] ^= number[2 + i];
        }
        if (!isGcm()) {
            return counterMode(keys[kind], salt, text);
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(keys[kind], "AES"),
                    new GCMParameterSpec(128, Arrays.copyOf(salt, 12)));
            cipher.updateAAD(aad);
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] tag(int kind, byte[] packet, byte[] more, int length) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(keys[kind + 1], "HmacSHA1"));
            mac.update(packet);
            return Arrays.copyOf(mac.doFinal(more), length);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static int headerBytes(byte[] packet) {
        int header = 12 + 4 * (packet[0] & 15);
        return (packet[0] & 16) == 0
                ? header
                : header + 4 + 4 * ByteBuffer.wrap(packet).getChar(header + 2);
    }

    public byte[] protectRtp(byte[] packet) {
        ByteBuffer fields = ByteBuffer.wrap(packet);
        byte[] header = Arrays.copyOf(packet, headerBytes(packet));
        byte[] payload = Arrays.copyOfRange(packet, header.length, packet.length);
        int source = fields.getInt(8);
        byte[] hidden =
                transform(RTP, Cipher.ENCRYPT_MODE, header, payload, source, fields.getChar(2));
        byte[] both = join(header, hidden);
        int tagBytes = profile == SrtpProfile.AES_CM_128_HMAC_SHA1_32 ? 4 : 10;
        return isGcm() ? both : join(both, tag(RTP, both, new byte[4], tagBytes));
    }

    public byte[] unprotectRtp(byte[] packet) {
        ByteBuffer fields = ByteBuffer.wrap(packet);
        byte[] header = Arrays.copyOf(packet, headerBytes(packet));
        int tagBytes = isGcm() ? 0 : profile == SrtpProfile.AES_CM_128_HMAC_SHA1_32 ? 4 : 10;
        byte[] before = Arrays.copyOf(packet, packet.length - tagBytes);
        byte[] tag = Arrays.copyOfRange(packet, before.length, packet.length);
        if (!isGcm() && !Arrays.equals(tag, tag(RTP, before, new byte[4], tagBytes))) {
            throw new AssertionError("not authentic");
        }
        byte[] hidden = Arrays.copyOfRange(before, header.length, before.length);
        int source = fields.getInt(8);
        return join(
                header,
                transform(RTP, Cipher.DECRYPT_MODE, header, hidden, source, fields.getChar(2)));
    }

    public byte[] protectRtcp(byte[] packet, int index) {
        byte[] flagged = ByteBuffer.allocate(4).putInt(index | 1 << 31).array();
        byte[] header = Arrays.copyOf(packet, 8);
        byte[] rest = Arrays.copyOfRange(packet, 8, packet.length);
        int source = ByteBuffer.wrap(packet).getInt(4);
        byte[] hidden =
                transform(RTCP, Cipher.ENCRYPT_MODE, join(header, flagged), rest, source, index);
        byte[] both = join(join(header, hidden), flagged);
        return isGcm() ? both : join(both, tag(RTCP, both, new byte[0], 10));
    }

    public byte[] unprotectRtcp(byte[] packet) {
        int tagBytes = isGcm() ? 0 : 10;
        int indexAt = packet.length - tagBytes - 4;
        byte[] before = Arrays.copyOf(packet, packet.length - tagBytes);
        byte[] tag = Arrays.copyOfRange(packet, before.length, packet.length);
        if (!isGcm() && !Arrays.equals(tag, tag(RTCP, before, new byte[0], tagBytes))) {
            throw new AssertionError("not authentic");
        }
        byte[] header = Arrays.copyOf(packet, 8);
        byte[] flagged = Arrays.copyOfRange(packet, indexAt, indexAt + 4);
        byte[] hidden = Arrays.copyOfRange(packet, 8, indexAt);
        int source = ByteBuffer.wrap(packet).getInt(4);
        int index = ByteBuffer.wrap(flagged).getInt() & Integer.MAX_VALUE;
        return join(
                header,
                transform(RTCP, Cipher.DECRYPT_MODE, join(header, flagged), hidden, source, index));
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
