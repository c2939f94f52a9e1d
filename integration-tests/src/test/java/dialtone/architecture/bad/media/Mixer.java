package dialtone.architecture.bad.media;

import dialtone.architecture.bad.sip.Dialog;

/// Knows SIP, which media must not.
public record Mixer(Dialog dialog) {}
