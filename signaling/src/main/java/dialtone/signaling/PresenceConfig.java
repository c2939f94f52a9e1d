package dialtone.signaling;

import dialtone.config.Problems;

/// How much sessions may see of others, and how often they change.
///
/// @param maxWatches users and rooms that one session watches at a time
/// @param changeRate changes of its own presence that a session may make each second, on average
/// @param changeBurst those it may make at once
public record PresenceConfig(int maxWatches, int changeRate, int changeBurst) {

    public PresenceConfig {
        Problems problems = new Problems();
        SignalingConfig.positive(problems, "max-watches", maxWatches);
        SignalingConfig.positive(problems, "change-rate", changeRate);
        SignalingConfig.positive(problems, "change-burst", changeBurst);
        problems.orThrow();
    }

    /// What holds when nothing is configured.
    public static PresenceConfig defaults() {
        return new PresenceConfig(200, 2, 10);
    }
}
