/// The ways to other phone networks: carriers that we register with, switches at an address; which
/// number takes which of them, and in what form; and who may call us.
///
/// *Starting points*: [Trunks] holds all of them and [DialPlan] chooses; [TrunkConfig] is what an
/// operator writes.
///
/// *Threading*: [Trunks] and [Trunk] are for any thread and never wait. What looks up names does so
/// on virtual threads.
@NullMarked
package dialtone.sip.trunk;

import org.jspecify.annotations.NullMarked;
