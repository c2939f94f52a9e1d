package dialtone.udp;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/// Sockets beside another one at the same address, each connected to a remote that much is sent to.
///
/// The system finds the way to a connected remote once and not for each datagram, which saves about
/// a tenth of what a datagram costs. What the remote sends comes by its connected socket, what
/// anybody else sends by the first one: so nobody is shut out, as a first socket that is connected
/// itself would do.
///
/// Threading: for the loop's thread.
final class DirectSockets {

    private static final Logger LOG = LoggerFactory.getLogger(DirectSockets.class);

    /// A relay socket mostly has one remote, or a few when the first one has moved.
    private static final int MAX = 4;

    /// Datagrams to one remote in a row from which on a socket of its own pays off: making one
    /// costs as much as is saved on about so many.
    private static final int FREQUENT = 1024;

    private final LinuxUdpLoop loop;
    private final LinuxUdpSocket first;
    private final @Nullable LinuxUdpSocket[] sockets = new LinuxUdpSocket[MAX];
    private final @Nullable Remote[] remotes = new Remote[MAX];
    private int count;
    private @Nullable Remote last;
    private int inARow;
    private boolean refused;

    DirectSockets(LinuxUdpLoop loop, LinuxUdpSocket first) {
        this.loop = loop;
        this.first = first;
    }

    /// The socket to send to a remote from. Remotes are told apart by the very object, for speed:
    /// who sends often to one has one.
    ///
    /// Hot path: called per packet.
    @SuppressWarnings("ReferenceEquality")
    LinuxUdpSocket towards(Remote remote) {
        for (int i = 0; i < count; i++) {
            LinuxUdpSocket socket = sockets[i];
            if (remotes[i] == remote && socket != null) {
                return socket;
            }
        }
        if (remote != last) {
            last = remote;
            inARow = 0;
        } else if (++inARow == FREQUENT) {
            connect(remote);
        }
        return first;
    }

    private void connect(Remote remote) {
        for (int i = 0; i < count; i++) {
            Remote known = remotes[i];
            if (known != null && known.equals(remote)) {
                remotes[i] = remote;
                return;
            }
        }
        if (count == MAX || refused) {
            return;
        }
        try {
            sockets[count] = loop.openBeside(first, remote);
            remotes[count++] = remote;
        } catch (IOException e) {
            refused = true;
            LOG.debug(
                    "event=udp_connect_failed local={} cause=\"{}\"", first.local(), e.toString());
        }
    }

    void close() {
        for (int i = 0; i < count; i++) {
            LinuxUdpSocket socket = sockets[i];
            if (socket != null) {
                socket.close();
            }
        }
        count = 0;
        refused = true;
    }
}
