package dialtone.architecture.bad.signaling.room;

import dialtone.architecture.bad.signaling.hub.Hub;

/// The other half of a circle.
public record Room(Hub hub) {}
