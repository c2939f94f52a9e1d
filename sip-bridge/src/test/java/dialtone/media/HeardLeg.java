package dialtone.media;

import dialtone.media.srtp.SrtpProfile;
import dialtone.udp.Datagrams;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps what a leg tells and what it receives.
///
/// Threading: filled by the port's thread, read by the test's.
final class HeardLeg implements BrowserLeg.Listener, RtpSink {

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> rtp = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> rtcp = new LinkedBlockingQueue<>();

    private final AtomicInteger arrivals = new AtomicInteger();

    @Override
    public String name() {
        return "c_1";
    }

    @Override
    public void iceConnected() {
        events.add("ice");
    }

    @Override
    public void dtlsConnected(SrtpProfile profile) {
        events.add("dtls " + profile);
    }

    @Override
    public void mediaArrived() {
        arrivals.incrementAndGet();
    }

    @Override
    public void consentLost() {
        events.add("lost");
    }

    @Override
    public void failed(String words) {
        events.add("failed: " + words);
    }

    @Override
    public void closedByBrowser() {
        events.add("closed");
    }

    @Override
    public void rtp(Datagrams packets, int slot, int offset, int length) {
        rtp.add(copy(packets, slot, offset, length));
    }

    @Override
    public void rtcp(Datagrams packets, int slot, int offset, int length) {
        rtcp.add(copy(packets, slot, offset, length));
    }

    private static byte[] copy(Datagrams packets, int slot, int offset, int length) {
        byte[] copy = new byte[length];
        packets.slot(slot).get(offset, copy);
        return copy;
    }

    String event() throws InterruptedException {
        return next(events);
    }

    byte[] packet() throws InterruptedException {
        return next(rtp);
    }

    byte[] control() throws InterruptedException {
        return next(rtcp);
    }

    /// How often it was told that media has come.
    int arrivals() {
        return arrivals.get();
    }

    int packets() {
        return rtp.size();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(TestBrowser.DEADLINE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came");
        }
        return next;
    }
}
