package dialtone.sip.policy;

import java.time.Duration;

/// A place for one call, to be closed when the call is over, whether or not it was answered.
///
/// Threading: for any thread.
public interface Admission extends AutoCloseable {

    /// How long the call may last from its answer; end it then with `time-limit`.
    Duration longest();

    /// The phone has answered: it costs from now on. Only the first time counts.
    void answered();

    /// The call is over. Only the first time counts.
    @Override
    void close();
}
