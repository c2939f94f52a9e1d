package dialtone.signaling.hub;

import dialtone.signaling.message.Mail;
import dialtone.signaling.message.Recipient;

/// Somebody who can be in calls: a session, or a bridge's side of one call.
///
/// Threading: for any thread; nothing here waits.
interface Endpoint extends Recipient {

    /// Brings it a message of another user.
    ///
    /// @return false when it takes none now, or never
    boolean offer(Mail mail);

    /// Notes that it is in the call.
    Memberships.Entry enter(Call call);

    /// Notes that the call was answered, and it is one of its two sides.
    void talks(Call call);

    /// Notes that the call is over for it.
    void over(Call call);
}
