/// The words of the signaling protocol: requests, answers and events as records, and their JSON.
///
/// `docs/signaling.asyncapi.yaml` is the contract; a test holds this package against it.
///
/// *Starting points*: [RequestReader] makes a [Request] of bytes, [MessageWriter] makes bytes of
/// [Outgoing] messages, [ErrorCode] and [CloseCode] list everything that can go wrong.
///
/// *Threading*: everything here is immutable or without state, and may be used by any thread.
@NullMarked
package dialtone.signaling.message;

import org.jspecify.annotations.NullMarked;
