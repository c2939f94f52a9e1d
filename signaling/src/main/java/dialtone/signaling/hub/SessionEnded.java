package dialtone.signaling.hub;

import dialtone.signaling.bus.Topic;

/// A session is over: whatever was given to it for its life is worth nothing any more, wherever it
/// is used.
///
/// @param session its name
record SessionEnded(String session) {

    static final Topic<SessionEnded> TOPIC = new Topic<>("sessions ended", SessionEnded.class);
}
