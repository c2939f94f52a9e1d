package dialtone.signaling;

import dialtone.config.Problems;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// What pages may do with a key that everybody can read in their source.
///
/// @param origins whose pages get tickets for it, such as `https://shop.example.com`
/// @param dial patterns of the addresses they may call, narrow enough for strangers
/// @param rooms patterns of the rooms they may join
/// @param name of whoever calls by it, for the called; null for a made-up user
/// @param maxDuration of a phone call
/// @param maxCalls to phones at once, of one visitor
public record PublishableKeyConfig(
        List<String> origins,
        List<String> dial,
        List<String> rooms,
        @Nullable String name,
        Duration maxDuration,
        int maxCalls) {

    private static final Duration USUAL_DURATION = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofDays(7);

    public PublishableKeyConfig {
        origins = List.copyOf(origins);
        dial = List.copyOf(dial);
        rooms = List.copyOf(rooms);
        Problems problems = new Problems();
        origins.forEach(
                origin ->
                        problems.require(
                                SignalingConfig.isOrigin(origin),
                                "origins",
                                "'"
                                        + origin
                                        + "' is no origin (expected: like https://shop.example)"));
        dial.forEach(pattern -> requireNarrow(problems, "dial", pattern));
        rooms.forEach(pattern -> requireNarrow(problems, "rooms", pattern));
        problems.require(
                maxDuration.compareTo(Duration.ofSeconds(1)) >= 0
                        && maxDuration.compareTo(LONGEST) <= 0,
                "max-duration",
                "a call may last 1s to 7d");
        problems.require(maxCalls > 0, "max-calls", maxCalls + " (expected: 1 or more)");
        problems.orThrow();
    }

    /// Nothing is allowed when nothing is configured.
    public static PublishableKeyConfig defaults() {
        return new PublishableKeyConfig(List.of(), List.of(), List.of(), null, USUAL_DURATION, 1);
    }

    /// A key that everybody can read must not open everything, nor all numbers of the world.
    private static void requireNarrow(Problems problems, String key, String pattern) {
        problems.require(
                !pattern.matches("([a-z]+:)?\\+?\\**"),
                key,
                "'"
                        + pattern
                        + "' is far too wide for a key that everybody can read (expected: what this"
                        + " page is for)");
    }

    /// What is missing or does not fit the server's own settings.
    void check(Problems problems, String id, List<String> allowedOrigins) {
        String path = "publishable-keys." + id;
        problems.require(
                id.matches("[A-Za-z0-9_-]{1,64}"),
                path,
                "is no key (expected: 1 to 64 letters, digits, _ and -)");
        problems.require(
                !origins.isEmpty(), path + ".origins", "must name the sites that may use the key");
        problems.require(
                !dial.isEmpty() || !rooms.isEmpty(),
                path + ".dial",
                "must name what may be called, unless rooms names what may be joined");
        origins.forEach(
                origin ->
                        problems.require(
                                allowedOrigins.isEmpty() || allowedOrigins.contains(origin),
                                path + ".origins",
                                "'" + origin + "' may not connect: add it to allowed-origins too"));
    }
}
