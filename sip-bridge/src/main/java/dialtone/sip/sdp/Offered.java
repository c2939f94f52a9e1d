package dialtone.sip.sdp;

/// What an offer is to us.
public sealed interface Offered permits RemoteOffer, Refusal {}
