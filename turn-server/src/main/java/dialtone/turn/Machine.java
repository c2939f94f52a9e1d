package dialtone.turn;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the relay must know of the machine it runs on.
final class Machine {

    /// Files that Docker and Podman put into each container.
    private static final List<Path> CONTAINER_MARKS =
            List.of(Path.of("/.dockerenv"), Path.of("/run/.containerenv"));

    private Machine() {}

    /// The addresses of its interfaces, as they are now.
    static List<InetAddress> addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            throw new UncheckedIOException("this machine's addresses cannot be listed", e);
        }
    }

    static boolean isContainer() {
        return CONTAINER_MARKS.stream().anyMatch(Files::exists);
    }
}
