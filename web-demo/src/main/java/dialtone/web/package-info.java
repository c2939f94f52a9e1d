/// The files a browser loads: the demo page, the SDK and the elements for other sites.
///
/// *Starting point:* [StaticPages][dialtone.web.StaticPages] is the Jetty handler.
@NullMarked
package dialtone.web;

import org.jspecify.annotations.NullMarked;
