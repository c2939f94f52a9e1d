/// The admin port: metrics, health and version, for operators and never for browsers.
///
/// *Starting point:* [AdminServer][dialtone.signaling.admin.AdminServer].
///
/// *Threading:* a small Jetty server of its own, so that an answer comes also when the public one
/// is busy. The suppliers it is given are called on its threads.
@NullMarked
package dialtone.signaling.admin;

import org.jspecify.annotations.NullMarked;
