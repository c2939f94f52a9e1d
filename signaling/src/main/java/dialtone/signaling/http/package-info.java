/// What the REST side and the admin port share: routes by path and method, JSON answers, problems
/// in words (RFC 9457), bounded bodies, and listening on a port.
///
/// *Starting points:* [Routes][dialtone.signaling.http.Routes] is the Jetty handler;
/// [Responses][dialtone.signaling.http.Responses] writes answers.
///
/// *Threading:* handlers run on Jetty's pool threads and do not wait.
@NullMarked
package dialtone.signaling.http;

import org.jspecify.annotations.NullMarked;
