package dialtone.sip.sdp;

/// What an answer to our offer is to us.
public sealed interface Answered permits Agreement, Refusal {}
