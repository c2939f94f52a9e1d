package dialtone.signaling.hub;

import dialtone.signaling.mail.MailLimits;

/// How much users may see of and say to each other.
///
/// @param maxWatches users and rooms that one session watches
/// @param changeRate changes of its own presence that a session may make each second, on average
/// @param changeBurst those it may make at once
/// @param sayRate messages to others that a session may send each second, on average
/// @param sayBurst those it may send at once
public record ContactLimits(
        int maxWatches,
        int changeRate,
        int changeBurst,
        int sayRate,
        int sayBurst,
        MailLimits mail) {}
