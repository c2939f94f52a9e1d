/// The messages of the signaling protocol, as `docs/signaling.asyncapi.yaml` specifies them.
@NullMarked
package dialtone.signaling.message;

import org.jspecify.annotations.NullMarked;
