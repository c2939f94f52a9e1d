package dialtone.turn.protocol;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// What a connectivity check says besides who it is from (RFC 8445 section 7.1), of each attribute
/// the first. Whoever is no ICE agent must refuse those that have to be understood as unknown.
///
/// Threading: filled by the thread that reads the message, and constant from then on.
public final class IceAttributes {

    static final char PRIORITY = 0x0024;
    static final char USE_CANDIDATE = 0x0025;
    static final char ICE_CONTROLLED = 0x8029;
    static final char ICE_CONTROLLING = 0x802a;

    private @Nullable Long priority;
    private @Nullable Long controlledBy;
    private @Nullable Long controllingBy;
    private boolean usesCandidate;
    private @Nullable String defect;

    IceAttributes() {}

    /// Whether it is one of them.
    static boolean includes(char attribute) {
        return switch (attribute) {
            case PRIORITY, USE_CANDIDATE, ICE_CONTROLLED, ICE_CONTROLLING -> true;
            default -> false;
        };
    }

    /// Takes one in.
    ///
    /// @param at where its value begins
    void read(char attribute, byte[] message, int at, int length) {
        int wanted =
                switch (attribute) {
                    case PRIORITY -> Integer.BYTES;
                    case USE_CANDIDATE -> 0;
                    default -> Long.BYTES;
                };
        if (length != wanted) {
            defect = "An attribute of ICE does not have its length.";
            return;
        }
        ByteBuffer value = ByteBuffer.wrap(message, at, length);
        if (attribute == PRIORITY && priority == null) {
            priority = Integer.toUnsignedLong(value.getInt());
        } else if (attribute == ICE_CONTROLLED && controlledBy == null) {
            controlledBy = value.getLong();
        } else if (attribute == ICE_CONTROLLING && controllingBy == null) {
            controllingBy = value.getLong();
        } else if (attribute == USE_CANDIDATE) {
            usesCandidate = true;
        }
    }

    /// What is wrong with them, for their sender; null when nothing is.
    public @Nullable String defect() {
        return defect;
    }

    /// What the pair would be worth to the sender; null when it does not say.
    public @Nullable Long priority() {
        return priority;
    }

    /// Whether the sender nominates the pair.
    public boolean usesCandidate() {
        return usesCandidate;
    }

    /// Whether the sender takes itself for the controlled agent.
    public boolean isFromControlled() {
        return controlledBy != null;
    }

    /// Whether the sender takes itself for the controlling agent.
    public boolean isFromControlling() {
        return controllingBy != null;
    }
}
