/// A browser's place in a call to a phone, to tell whether such calls work: with a session of its
/// own, over the network, as any page.
///
/// *Starting points*: [PhoneCheck].
///
/// *Threading*: see the classes.
@NullMarked
package dialtone.sip.check;

import org.jspecify.annotations.NullMarked;
