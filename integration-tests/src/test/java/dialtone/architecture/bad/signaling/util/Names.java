package dialtone.architecture.bad.signaling.util;

/// In a package whose name says nothing.
public final class Names {}
