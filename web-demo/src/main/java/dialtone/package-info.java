/// The one process that holds everything, and its command line.
///
/// *Starting point:* [Dialtone][dialtone.Dialtone] puts the parts together and is the `main`.
@NullMarked
package dialtone;

import org.jspecify.annotations.NullMarked;
