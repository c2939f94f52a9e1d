/// Reads the configuration of coturn, for those who come from there.
///
/// *Starting point:* [CoturnImport][dialtone.coturn.CoturnImport].
@NullMarked
package dialtone.coturn;

import org.jspecify.annotations.NullMarked;
