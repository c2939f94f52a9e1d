/// The SIP side of Dialtone, in its packages: [dialtone.sip.message] is what is said,
/// [dialtone.sip.digest] who somebody is, [dialtone.sip.agent] how it gets there and back,
/// [dialtone.sip.dialog] what a call is.
@NullMarked
package dialtone.sip;

import org.jspecify.annotations.NullMarked;
