package dialtone.signaling.presence;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dialtone.signaling.message.Presence;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Presence of this process's endpoints, in memory.
///
/// Threading: for any number of threads, one after another under its lock.
final class LocalPresenceStore implements PresenceStore {

    /// Most people have one endpoint.
    private static final int FEW = 2;

    private static final class User {

        /// The one that changed last being last.
        private final SequencedMap<String, EndpointPresence> endpoints = new LinkedHashMap<>(FEW);

        private Notice.OfUser shown;

        User(Notice.OfUser shown) {
            this.shown = shown;
        }
    }

    @GuardedBy("this")
    private final Map<String, User> users = new HashMap<>();

    @GuardedBy("this")
    private long version;

    @Override
    public synchronized Notice.@Nullable OfUser put(
            String address, String endpoint, @Nullable EndpointPresence state) {
        User user = users.get(address);
        if (user == null) {
            if (state == null) {
                return null;
            }
            user = new User(get(address));
            users.put(address, user);
        }
        if (state == null) {
            user.endpoints.remove(endpoint);
            if (user.endpoints.isEmpty()) {
                users.remove(address);
            }
        } else {
            user.endpoints.putLast(endpoint, state);
        }
        Presence presence = Composition.of(address, user.endpoints.values());
        if (presence.equals(user.shown.presence())) {
            return null;
        }
        user.shown = new Notice.OfUser(++version, presence);
        return user.shown;
    }

    @Override
    public synchronized Notice.OfUser get(String address) {
        User user = users.get(address);
        return user == null ? new Notice.OfUser(version, Presence.offline(address)) : user.shown;
    }

    @Override
    public synchronized int users() {
        return users.size();
    }
}
