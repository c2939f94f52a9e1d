package dialtone.sip.record;

import dialtone.signaling.message.Cause;
import dialtone.signaling.message.EndReason;
import dialtone.sip.record.CallRecord.Direction;
import dialtone.sip.record.CallRecord.Ender;

import java.time.Instant;

/// Records for tests.
final class Records {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Records() {}

    /// With everything in it.
    static CallRecord full(String id) {
        return new CallRecord(
                id,
                Direction.OUTBOUND,
                "user:alice",
                "tel:+49 30 12345678",
                "tel:+493099999",
                "+493012345678",
                "main",
                "https://shop.example.com",
                "alice",
                NOON,
                NOON.plusSeconds(2),
                NOON.plusSeconds(5),
                NOON.plusMillis(65_250),
                EndReason.HANGUP,
                new Cause(486, "Busy Here"),
                Ender.PHONE,
                "abc@example.com",
                new CallMedia(
                        "opus",
                        "PCMA",
                        true,
                        "AEAD_AES_128_GCM",
                        new Heard(3000, 240_000, 0.5, 3.25, 40, 4.1, 3.7),
                        new Heard(2990, 478_400, 0, 1.5, 12, 4.4, 4.3)));
    }

    /// With nothing that may be missing.
    static CallRecord bare(String id, Instant started, String user, String trunk) {
        return new CallRecord(
                id,
                Direction.INBOUND,
                "tel:+15551234567",
                "user:" + user,
                null,
                null,
                trunk,
                null,
                user,
                started,
                null,
                null,
                started.plusSeconds(30),
                EndReason.NO_ANSWER,
                null,
                Ender.SERVER,
                null,
                CallMedia.NONE);
    }
}
