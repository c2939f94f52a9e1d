/// The ways from a browser to the hub. So far: WebSocket on Jetty's core, without servlets.
///
/// *Starting points*: [WebSocketRoute] answers `/v1/ws`; [ClientSocket] is one connection.
///
/// *Threading*: frames are read on Jetty's selector threads, and nothing here may wait, for
/// everybody else on that selector would wait too. Writes go out on the thread that sends, or,
/// when the socket is full, when it has room again.
@NullMarked
package dialtone.signaling.transport;

import org.jspecify.annotations.NullMarked;
