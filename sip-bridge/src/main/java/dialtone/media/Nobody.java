package dialtone.media;

import dialtone.udp.Datagrams;

/// Takes the packets of a leg that is connected to nothing yet.
enum Nobody implements RtpSink {
    INSTANCE;

    @Override
    public void rtp(Datagrams packets, int slot, int offset, int length) {
        // Nobody hears it.
    }

    @Override
    public void rtcp(Datagrams packets, int slot, int offset, int length) {
        // Nobody reads it.
    }
}
