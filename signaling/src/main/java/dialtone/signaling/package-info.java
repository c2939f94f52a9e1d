/// Signaling: what browsers say to each other so that they can call each other.
@NullMarked
package dialtone.signaling;

import org.jspecify.annotations.NullMarked;
