package dialtone.signaling;

import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.ticket.Contacts;
import dialtone.signaling.ticket.DialLimits;
import dialtone.signaling.ticket.HolderKey;
import dialtone.signaling.ticket.Ticket;
import dialtone.signaling.ticket.Verdict;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// Tickets for tests, which say in clear who one is: `alice` is Alice, who may do everything.
/// `forged` and `expired` are refused; `restricted` may join only the lobby, and call, see and
/// write to only Bob, and `restricted to itself` is the same user's, who sees nobody then; `alone`
/// may see and write to nobody; `bound` is bound to a key, and so are `bound again` of the same
/// user and, to another key, `bound elsewhere`.
public final class TestTickets {

    public static final Instant EXPIRES_AT = Instant.parse("2100-01-01T00:00:00Z");

    private static final int COORDINATE_BYTES = 32;
    private static final KeyPair HOLDER = keyPair();
    private static final KeyPair OTHER_HOLDER = keyPair();

    private TestTickets() {}

    public static Verdict verify(String ticket) {
        return switch (ticket) {
            case "forged" ->
                    new Verdict.Refused(
                            ErrorCode.TICKET_FORGED, "The signature of this ticket fits no key.");
            case "expired" ->
                    new Verdict.Refused(
                            ErrorCode.TICKET_EXPIRED, "The ticket expired an hour ago.");
            case "restricted" ->
                    accept(
                            ticket,
                            "lobby",
                            "user:bob",
                            new Contacts(List.of("user:bob"), List.of("user:bob", "room:lobby")));
            case "restricted to itself" -> accept("restricted", "lobby", "user:bob", Contacts.NONE);
            case "bound", "bound again" -> bound(HOLDER);
            case "bound elsewhere" -> bound(OTHER_HOLDER);
            case "alone" -> accept(ticket, "*", "*", Contacts.NONE);
            default -> accept(ticket, "*", "*", Contacts.ALL);
        };
    }

    private static Verdict bound(KeyPair pair) {
        ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
        HolderKey key = new HolderKey(base64(point.getAffineX()), base64(point.getAffineY()));
        return new Verdict.Accepted(
                new Ticket(
                        "bound",
                        null,
                        List.of("*"),
                        List.of("*"),
                        EXPIRES_AT,
                        DialLimits.NONE,
                        Contacts.NONE,
                        key));
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(BigInteger coordinate) {
        byte[] signed = coordinate.toByteArray();
        byte[] bytes = new byte[COORDINATE_BYTES];
        int length = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - length, bytes, COORDINATE_BYTES - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// What the holder of `bound` shows as proof.
    ///
    /// @param nonce as the server gave it
    public static String prove(String nonce, String ticket) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(HOLDER.getPrivate());
            String text = "dialtone.v1 session.open " + nonce + " " + ticket;
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Verdict accept(String user, String rooms, String dial, Contacts contacts) {
        return new Verdict.Accepted(
                new Ticket(
                        user,
                        name(user),
                        List.of(rooms),
                        List.of(dial),
                        EXPIRES_AT,
                        DialLimits.NONE,
                        contacts));
    }

    private static String name(String user) {
        return user.substring(0, 1).toUpperCase(Locale.ROOT) + user.substring(1);
    }
}
