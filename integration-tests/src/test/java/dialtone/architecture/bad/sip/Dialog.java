package dialtone.architecture.bad.sip;

import dialtone.architecture.bad.OneProcess;

/// Knows the composition root.
public record Dialog(OneProcess process) {}
