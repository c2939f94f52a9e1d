package dialtone.turn.dtls;

import dialtone.udp.Remote;
import dialtone.udp.UdpSocket;

/// Where datagrams of one client come from, and the socket they come to.
record Source(UdpSocket socket, long high, long low, int port) {

    Remote remote() {
        return Remote.of(high, low, port);
    }
}
