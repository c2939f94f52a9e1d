/// The SIP side of Dialtone. Nothing is here yet: phone calls come with the first trunk.
@NullMarked
package dialtone.sip;

import org.jspecify.annotations.NullMarked;
