package dialtone.turn.auth;

import dialtone.config.Secret;
import dialtone.turn.protocol.Integrity;
import dialtone.turn.protocol.PasswordAlgorithm;
import dialtone.turn.protocol.UserHash;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Who is known: users of the configuration, and whoever was given a credential made with one of
/// the shared secrets.
///
/// Users of the configuration can be found by the hash of their name. Whoever has a credential made
/// with a secret cannot: the name is in the credential alone, and a hash does not give it back.
///
/// Threading: immutable.
final class Users {

    /// `expiry:user`; some clients send the expiry alone.
    private static final Pattern REST_USERNAME =
            Pattern.compile("(\\d{1,18})(?::(.*))?", Pattern.DOTALL);

    private final String realm;
    private final Map<String, Account> byName = new HashMap<>();
    private final Map<UserHash, Account> byHash = new HashMap<>();
    private final List<RestCredentials> minters;
    private final InstantSource clock;

    Users(String realm, Map<String, Secret> users, List<Secret> secrets, InstantSource clock) {
        this.realm = realm;
        this.clock = clock;
        users.forEach((name, password) -> add(name, name, password));
        users.forEach(
                (name, password) -> {
                    String prepared = OpaqueString.prepare(name);
                    if (prepared != null && !prepared.equals(name)) {
                        add(name, prepared, password);
                    }
                });
        minters = secrets.stream().map(RestCredentials::new).toList();
    }

    /// A user of the configuration.
    ///
    /// @param name as configured
    private record Account(String name, Map<PasswordAlgorithm, List<Integrity>> keys) {}

    /// Somebody known.
    ///
    /// @param name what quotas count by
    /// @param username what the credential is called, however the client wrote it
    /// @param keys one of them must have made the message
    /// @param isExpired whether the credential was good once
    record User(String name, String username, List<Integrity> keys, boolean isExpired) {}

    /// Adds a user under one form of the name. The password counts as it is configured, for clients
    /// that take it as it is, and prepared, for those that do as RFC 8489 section 9.2.2 says.
    private void add(String name, String form, Secret password) {
        Map<PasswordAlgorithm, List<Integrity>> keys = new EnumMap<>(PasswordAlgorithm.class);
        for (PasswordAlgorithm algorithm : PasswordAlgorithm.values()) {
            keys.put(
                    algorithm,
                    Stream.of(password.value(), OpaqueString.prepare(password.value()))
                            .filter(Objects::nonNull)
                            .distinct()
                            .map(text -> Integrity.longTerm(algorithm, form, realm, text))
                            .toList());
        }
        Account account = new Account(name, keys);
        byName.putIfAbsent(form, account);
        byHash.putIfAbsent(UserHash.of(form, realm), account);
    }

    /// Whether the hash of a name is enough to find whoever may be known.
    boolean areFoundByHash() {
        return minters.isEmpty();
    }

    /// The user of a hidden name; null when there is none.
    @Nullable User find(UserHash hash, PasswordAlgorithm algorithm) {
        Account account = byHash.get(hash);
        return account == null ? null : user(account, algorithm);
    }

    /// When a credential ends; null for a name of the configuration, or of nobody.
    @Nullable Instant end(String username) {
        Matcher rest = REST_USERNAME.matcher(username);
        return byName.containsKey(username) || !rest.matches()
                ? null
                : Instant.ofEpochSecond(clampedSeconds(rest.group(1)));
    }

    /// The user of a username; null when there is none.
    @Nullable User find(String username, PasswordAlgorithm algorithm) {
        Account account = byName.get(username);
        if (account != null) {
            return user(account, algorithm);
        }
        Matcher rest = REST_USERNAME.matcher(username);
        if (minters.isEmpty() || !rest.matches()) {
            return null;
        }
        Instant expiry = Instant.ofEpochSecond(clampedSeconds(rest.group(1)));
        String name = rest.group(2) == null ? null : RestCredentials.user(rest.group(2));
        List<Integrity> keys =
                minters.stream()
                        .map(m -> m.password(username))
                        .map(p -> Integrity.longTerm(algorithm, username, realm, p))
                        .toList();
        return new User(
                name == null ? username : name, username, keys, !clock.instant().isBefore(expiry));
    }

    private static User user(Account account, PasswordAlgorithm algorithm) {
        List<Integrity> keys = account.keys().getOrDefault(algorithm, List.of());
        return new User(account.name(), account.name(), keys, false);
    }

    private static long clampedSeconds(String digits) {
        return Math.min(Long.parseLong(digits), Instant.MAX.getEpochSecond());
    }
}
