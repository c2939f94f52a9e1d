package dialtone.signaling;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/// Where browsers connect.
///
/// @param socket with the real port
/// @param isTls whether it speaks HTTPS
/// @param hostName in the certificate; null when that is for addresses alone, or there is none
public record WebAddress(InetSocketAddress socket, boolean isTls, @Nullable String hostName) {}
