package dialtone.turn.auth;

import dialtone.config.Secret;
import dialtone.turn.protocol.Integrity;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who is known: users of the configuration, and whoever was given a credential made with one of
/// the shared secrets.
///
/// Threading: immutable.
final class Users {

    /// `expiry:user`; some clients send the expiry alone.
    private static final Pattern REST_USERNAME =
            Pattern.compile("(\\d{1,18})(?::(.*))?", Pattern.DOTALL);

    private final String realm;
    private final Map<String, Integrity> configured = new HashMap<>();
    private final List<RestCredentials> minters;
    private final InstantSource clock;

    Users(String realm, Map<String, Secret> users, List<Secret> secrets, InstantSource clock) {
        this.realm = realm;
        this.clock = clock;
        users.forEach(
                (name, password) ->
                        configured.put(name, Integrity.longTerm(name, realm, password.value())));
        minters = secrets.stream().map(RestCredentials::new).toList();
    }

    /// Somebody known.
    ///
    /// @param name what quotas count by
    /// @param keys one of them must have made the message
    /// @param isExpired whether the credential was good once
    record User(String name, List<Integrity> keys, boolean isExpired) {}

    /// When a credential ends; null for a name of the configuration, or of nobody.
    @Nullable Instant end(String username) {
        Matcher rest = REST_USERNAME.matcher(username);
        return configured.containsKey(username) || !rest.matches()
                ? null
                : Instant.ofEpochSecond(clampedSeconds(rest.group(1)));
    }

    /// The user of a username; null when there is none.
    @Nullable User find(String username) {
        Integrity key = configured.get(username);
        if (key != null) {
            return new User(username, List.of(key), false);
        }
        Matcher rest = REST_USERNAME.matcher(username);
        if (minters.isEmpty() || !rest.matches()) {
            return null;
        }
        Instant expiry = Instant.ofEpochSecond(clampedSeconds(rest.group(1)));
        String name = rest.group(2) == null ? null : RestCredentials.user(rest.group(2));
        List<Integrity> keys =
                minters.stream()
                        .map(m -> Integrity.longTerm(username, realm, m.password(username)))
                        .toList();
        return new User(name == null ? username : name, keys, !clock.instant().isBefore(expiry));
    }

    private static long clampedSeconds(String digits) {
        return Math.min(Long.parseLong(digits), Instant.MAX.getEpochSecond());
    }
}
