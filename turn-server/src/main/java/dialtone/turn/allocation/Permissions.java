package dialtone.turn.allocation;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// The peers an allocation may exchange packets with, by address without port (RFC 8656
/// section 9). There are few of them, so they are looked through.
///
/// Threading: changed by the shard's thread. [#has(long, long, long)] is for any thread: another
/// shard asks for the packets that its clients send to this allocation.
final class Permissions {

    private static final Permission[] NONE = new Permission[0];

    private final int max;

    /// Replaced, never changed, when one comes or goes.
    private volatile Permission[] permissions = NONE;

    Permissions(int max) {
        this.max = max;
    }

    /// That packets may be exchanged with one address, until it ends.
    static final class Permission {

        private final long high;
        private final long low;
        private volatile long untilNanos;

        Permission(long high, long low) {
            this.high = high;
            this.low = low;
        }

        boolean isAlive(long nowNanos) {
            return untilNanos - nowNanos > 0;
        }
    }

    /// Hot path: called per packet.
    boolean has(long high, long low, long nowNanos) {
        Permission permission = find(high, low);
        return permission != null && permission.isAlive(nowNanos);
    }

    /// The one for an address; null when there is none.
    @Nullable Permission find(long high, long low) {
        for (Permission permission : permissions) {
            if (permission.low == low && permission.high == high) {
                return permission;
            }
        }
        return null;
    }

    /// How many more there may be.
    int room(long nowNanos) {
        dropExpired(nowNanos);
        return max - permissions.length;
    }

    /// How many there are.
    int count(long nowNanos) {
        dropExpired(nowNanos);
        return permissions.length;
    }

    boolean isKnown(long high, long low) {
        return find(high, low) != null;
    }

    /// Installs or renews one; there must be room.
    void install(long high, long low, long untilNanos) {
        Permission known = find(high, low);
        if (known != null) {
            known.untilNanos = untilNanos;
            return;
        }
        Permission made = new Permission(high, low);
        made.untilNanos = untilNanos;
        Permission[] more = Arrays.copyOf(permissions, permissions.length + 1);
        more[more.length - 1] = made;
        permissions = more;
    }

    private void dropExpired(long nowNanos) {
        permissions =
                Arrays.stream(permissions)
                        .filter(permission -> permission.isAlive(nowNanos))
                        .toArray(Permission[]::new);
    }
}
