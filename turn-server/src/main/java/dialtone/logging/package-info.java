/// What the log looks like: text for people, or JSON lines for machines, on standard output.
///
/// *Starting point:* [Logging][dialtone.logging.Logging] sets it up.
@NullMarked
package dialtone.logging;

import org.jspecify.annotations.NullMarked;
