package dialtone.signaling.hub;

import dialtone.signaling.message.Recipient;

/// Somebody who can be in calls: a session, or a bridge's side of one call.
///
/// Threading: for any thread; nothing here waits.
interface Endpoint extends Recipient {

    /// Notes that it is in the call.
    Memberships.Entry enter(Call call);

    /// Notes that the call is over for it.
    void over(Call call);
}
