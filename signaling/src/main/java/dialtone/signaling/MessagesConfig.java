package dialtone.signaling;

import dialtone.config.ByteSize;
import dialtone.config.Problems;
import dialtone.signaling.mail.MailLimits;

import java.time.Duration;

/// How much users may say to each other beside calls.
///
/// @param rate messages that a session may send each second, on average
/// @param burst those it may send at once
/// @param keptPerUser that wait for a user who is not there; one sender may fill half of it
/// @param keptPerSender that wait for all users together, of one sender
/// @param keptSize of all that wait
/// @param keptFor how long they wait
public record MessagesConfig(
        int rate,
        int burst,
        int keptPerUser,
        int keptPerSender,
        ByteSize keptSize,
        Duration keptFor) {

    public MessagesConfig {
        Problems problems = new Problems();
        SignalingConfig.positive(problems, "rate", rate);
        SignalingConfig.positive(problems, "burst", burst);
        SignalingConfig.positive(problems, "kept-per-user", keptPerUser);
        SignalingConfig.positive(problems, "kept-per-sender", keptPerSender);
        SignalingConfig.positive(problems, "kept-for", keptFor);
        problems.orThrow();
    }

    /// What holds when nothing is configured.
    public static MessagesConfig defaults() {
        return new MessagesConfig(10, 50, 100, 1000, ByteSize.ofKiB(64 * 1024), Duration.ofDays(1));
    }

    MailLimits limits() {
        return new MailLimits(keptPerUser, keptPerSender, keptSize.bytes(), keptFor);
    }
}
