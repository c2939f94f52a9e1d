package dialtone.architecture.bad;

/// Stands for the composition root, which nobody may know.
public final class OneProcess {}
