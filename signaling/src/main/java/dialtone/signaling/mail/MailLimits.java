package dialtone.signaling.mail;

import java.time.Duration;

/// How many messages are kept for users who are not there.
///
/// @param perUser for one user; one sender may fill half of it
/// @param perSender of one sender, for all users together
/// @param bytes of all of them together
/// @param time for how long
public record MailLimits(int perUser, int perSender, long bytes, Duration time) {}
