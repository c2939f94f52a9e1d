/// The SIP side of Dialtone, in its packages: [dialtone.sip.message] is what is said,
/// [dialtone.sip.digest] who somebody is, [dialtone.sip.agent] how it gets there and back,
/// [dialtone.sip.dialog] what a call is, [dialtone.sip.trunk] by which way it goes,
/// [dialtone.sip.policy] who may make one, [dialtone.sip.record] what is kept of it, and
/// [dialtone.sip.call] joins browsers with phones.
@NullMarked
package dialtone.sip;

import org.jspecify.annotations.NullMarked;
