package dialtone.signaling.presence;

import org.jspecify.annotations.Nullable;

/// Keeps what is known of endpoints, composed by user: in memory, or where several machines share
/// it.
///
/// Threading: for any number of threads; each call is one step.
interface PresenceStore {

    /// Notes what is known of an endpoint from now on.
    ///
    /// @param endpoint its name, unique everywhere
    /// @param state null when it is gone
    /// @return how its user is shown now; null when others see no change
    Notice.@Nullable OfUser put(String address, String endpoint, @Nullable EndpointPresence state);

    /// How a user is shown. Its version is larger than those of all changes before.
    Notice.OfUser get(String address);

    /// How many users have an endpoint.
    int users();
}
