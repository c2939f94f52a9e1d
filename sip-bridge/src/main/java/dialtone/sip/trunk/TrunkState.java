package dialtone.sip.trunk;

/// Whether calls by a trunk may be expected to work.
///
/// @param why in words, also when it is up
public record TrunkState(boolean isUp, String why) {}
