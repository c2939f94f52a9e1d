package dialtone.sip.policy;

import dialtone.signaling.message.EndReason;

/// What the policy says to an [Attempt].
public sealed interface Outcome {

    /// The call may be made.
    record Allowed(Admission admission) implements Outcome {}

    /// It must not be made; that was logged and counted.
    ///
    /// @param words for a person
    /// @param label of `dialtone_sip_calls_denied_total`
    record Denied(EndReason reason, String words, String label) implements Outcome {}
}
