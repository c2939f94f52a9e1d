package dialtone.sip.dialog;

import org.jspecify.annotations.Nullable;

/// A provisional response to an outgoing call.
///
/// @param fork names the place that sent it; a call may ring at several. Empty when it said nothing
/// @param status 180 for ringing, 183 and others for progress
/// @param sdp an answer that may be used already, or null
public record Progress(String fork, int status, String reason, @Nullable String sdp) {}
