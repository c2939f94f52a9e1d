/// The TURN server (RFC 8656): embedded as a library class, or alone.
///
/// *Starting points*: [TurnServer#start(TurnConfig, MeterRegistry)]; the way of a packet is in
/// [Relay][dialtone.turn.relay.Relay], a request's in [Requests][dialtone.turn.relay.Requests].
@NullMarked
package dialtone.turn;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.NullMarked;
