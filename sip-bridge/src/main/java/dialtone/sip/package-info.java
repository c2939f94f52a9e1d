/// The SIP side of Dialtone. Nothing calls it yet: phone calls come with the first trunk.
@NullMarked
package dialtone.sip;

import org.jspecify.annotations.NullMarked;
