package dialtone.architecture.bad.stray;

/// In a package of no module.
public final class Stray {}
