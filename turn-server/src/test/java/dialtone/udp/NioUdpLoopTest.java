package dialtone.udp;

import java.io.IOException;

class NioUdpLoopTest extends UdpLoopTest {

    @Override
    UdpLoop open() throws IOException {
        return new NioUdpLoop();
    }
}
