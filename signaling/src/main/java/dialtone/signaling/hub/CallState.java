package dialtone.signaling.hub;

/// Where a call stands.
///
/// ```
///            call.invite
///                 |
///                 v          call.ring
///             INVITED ----------------------> RINGING
///                 |                              |
///                 +--------------+---------------+
///                                | call.answer
///                                v
///                            ANSWERED
///
///   from INVITED and RINGING:                          to ENDED with
///     the caller hangs up or closes its session          cancelled
///     the caller's connection is lost                    signaling-lost
///     an endpoint declines or hangs up                   declined
///     no endpoint is left, and one was busy              busy
///     no endpoint is left, the last closed its session   hangup
///     no endpoint is left, the last one was lost         signaling-lost
///     the time to ring is over                           no-answer
///     a bridge calls and nobody is there                 not-found
///   from ANSWERED:
///     either side hangs up or closes its session         hangup, media-failed
///     either side's connection is lost                   signaling-lost
///   from all of them:
///     the server stops                                   server-drain
///     a bridge says so                                   what it says
///     a bridge has a defect                              failed
/// ```
enum CallState {
    /// Every endpoint of the called address was told; none rings yet.
    INVITED,
    /// At least one endpoint rings.
    RINGING,
    /// One endpoint has taken the call; the others are out of it.
    ANSWERED,
    /// Over for everybody. Nothing leads out of it.
    ENDED
}
