package dialtone.turn.dtls;

/// Takes what a session's client sends.
///
/// Threading: called on the session's shard's thread.
public interface DtlsReceiver {

    /// What was in one record.
    void received(byte[] message);

    /// Whether the session has been of no use since then.
    boolean isIdleSince(long nanos);

    /// The session has ended, whoever ended it.
    void ended();
}
