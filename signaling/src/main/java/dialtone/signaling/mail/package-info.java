/// What users say to each other beside calls, kept while they are not there.
///
/// *Starting points*: [MailStore] keeps messages until an endpoint of their receiver has taken
/// them; [LocalMailStore] does so in memory.
///
/// *Threading*: for any number of threads.
@NullMarked
package dialtone.signaling.mail;

import org.jspecify.annotations.NullMarked;
