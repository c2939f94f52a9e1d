/// Certificates of this server and their keys, from files of people or of a program that renews
/// them; and TLS with them, on the ports of Jetty's servers.
///
/// *Starting points*: [TlsCertificate], [TlsFactory].
///
/// *Threading*: for any thread.
@NullMarked
package dialtone.tls;

import org.jspecify.annotations.NullMarked;
