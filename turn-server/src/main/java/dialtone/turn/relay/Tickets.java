package dialtone.turn.relay;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Writes and reads the tickets that clients take an allocation to another address with (RFC 8016),
/// and knows the shards that allocations live in.
///
/// A ticket is sealed with a key of this process, so that nobody else can make or read one; the
/// username it was made for is sealed in, so that nobody else can use one.
///
/// Threading: for any thread.
public final class Tickets {

    private static final int KEY_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int TICKET_BYTES = Integer.BYTES + Long.BYTES + Integer.BYTES;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final List<Mobility> homes = new CopyOnWriteArrayList<>();
    private final AtomicLong lastAllocation = new AtomicLong();

    public Tickets() {
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        key = new SecretKeySpec(secret, "AES");
    }

    /// What stands in a ticket.
    ///
    /// @param home the shard where the allocation lived when it was written
    /// @param serial how many tickets the allocation had before; only its last one is good
    record Ticket(int home, long allocation, int serial) {}

    /// Makes a shard known.
    ///
    /// @return its number
    synchronized int join(Mobility home) {
        homes.add(home);
        return homes.size() - 1;
    }

    Mobility home(Ticket ticket) {
        return homes.get(ticket.home());
    }

    /// A number for an allocation that no other has had.
    long nextAllocation() {
        return lastAllocation.incrementAndGet();
    }

    byte[] seal(Ticket ticket, String username) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] plain =
                ByteBuffer.allocate(TICKET_BYTES)
                        .putInt(ticket.home())
                        .putLong(ticket.allocation())
                        .putInt(ticket.serial())
                        .array();
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, username).doFinal(plain);
            return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    /// Reads a ticket; null when it is not one of ours, or not this user's.
    @Nullable Ticket open(byte[] bytes, String username) {
        if (bytes.length != NONCE_BYTES + TICKET_BYTES + TAG_BITS / Byte.SIZE) {
            return null;
        }
        ByteBuffer whole = ByteBuffer.wrap(bytes);
        byte[] nonce = new byte[NONCE_BYTES];
        byte[] sealed = new byte[bytes.length - NONCE_BYTES];
        whole.get(nonce).get(sealed);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce, username);
            ByteBuffer plain = ByteBuffer.wrap(cipher.doFinal(sealed));
            return new Ticket(plain.getInt(), plain.getLong(), plain.getInt());
        } catch (GeneralSecurityException _) {
            return null;
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String username) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(username.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
