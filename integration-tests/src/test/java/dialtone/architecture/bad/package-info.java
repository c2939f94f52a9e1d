/// Breaks every architecture rule once, to show that the rules can fail. Never used otherwise.
@NullMarked
package dialtone.architecture.bad;

import org.jspecify.annotations.NullMarked;
