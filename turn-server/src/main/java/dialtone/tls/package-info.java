/// Certificates of this server and their keys, from files of people or of a program that renews
/// them.
///
/// *Starting points*: [TlsCertificate].
///
/// *Threading*: for any thread.
@NullMarked
package dialtone.tls;

import org.jspecify.annotations.NullMarked;
