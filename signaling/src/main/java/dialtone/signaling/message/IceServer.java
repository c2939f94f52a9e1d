package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A STUN or TURN server for a client, as `RTCIceServer` has it.
///
/// @param urls such as `turn:turn.example.com:3478?transport=udp`
/// @param username null for STUN
/// @param credential null for STUN
public record IceServer(List<String> urls, @Nullable String username, @Nullable String credential) {

    public IceServer {
        urls = List.copyOf(urls);
    }

    /// Keeps the credential out of logs.
    @Override
    public String toString() {
        return "IceServer" + urls;
    }
}
