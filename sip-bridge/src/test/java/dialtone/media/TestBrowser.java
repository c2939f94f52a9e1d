package dialtone.media;

import dialtone.media.dtls.DtlsKeys;
import dialtone.media.dtls.DtlsPeer;
import dialtone.media.dtls.DtlsSetup;
import dialtone.media.ice.IceCredentials;
import dialtone.media.ice.StunCheck;
import dialtone.media.srtp.ReferenceSrtp;
import dialtone.media.srtp.SrtpProfile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A browser as the network sees it: checks, a handshake by the library, SRTP by the reference.
///
/// Threading: for the test's thread; it has one that reads.
final class TestBrowser implements AutoCloseable {

    static final int DEADLINE_SECONDS = 10;

    private static final int SOURCE_PROFILE = SrtpProfile.AEAD_AES_128_GCM.dtlsCode();

    private final InetSocketAddress server;
    private final DtlsPeer dtls = new DtlsPeer(this::send, SOURCE_PROFILE);
    private final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> media = new LinkedBlockingQueue<>();
    private final IceCredentials ice = IceCredentials.random(new SecureRandom());
    private volatile DatagramSocket socket = open();
    private @Nullable ReferenceSrtp outgoing;
    private @Nullable ReferenceSrtp incoming;

    TestBrowser(InetSocketAddress server) {
        this.server = server;
    }

    private DatagramSocket open() {
        try {
            DatagramSocket opened =
                    new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread.ofVirtual().start(() -> read(opened));
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Goes to another address.
    void move() {
        DatagramSocket old = socket;
        socket = open();
        old.close();
    }

    RemoteTransport sdp(DtlsSetup setup) {
        return sdp(setup, ice);
    }

    RemoteTransport sdp(DtlsSetup setup, IceCredentials credentials) {
        return new RemoteTransport(credentials, List.of(dtls.fingerprint()), setup);
    }

    private void read(DatagramSocket from) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                from.receive(packet);
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                int first = bytes[0] & 0xff;
                if (first < 4) {
                    answers.add(bytes);
                } else if (first < 64) {
                    dtls.offer(bytes);
                } else {
                    media.add(bytes);
                }
            }
        } catch (IOException _) {
            // The socket is closed.
        }
    }

    void send(byte[] bytes) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a check and waits for its answer.
    byte[] check(LocalTransport to, boolean nominates) throws InterruptedException {
        send(StunCheck.of(to.ice(), nominates));
        return answer();
    }

    /// Waits for the answer to a check.
    byte[] answer() throws InterruptedException {
        byte[] answer = answers.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("no answer to a check");
        }
        return answer;
    }

    /// Begins its side of the handshake.
    CompletableFuture<DtlsKeys> start(DtlsSetup role) {
        return dtls.start(role);
    }

    void take(DtlsKeys keys) {
        outgoing = new ReferenceSrtp(keys.local());
        incoming = new ReferenceSrtp(keys.remote());
    }

    void closeDtls() throws IOException {
        dtls.close();
    }

    byte[] protect(byte[] packet) {
        return Objects.requireNonNull(outgoing).protectRtp(packet);
    }

    byte[] protectRtcp(byte[] packet, int index) {
        return Objects.requireNonNull(outgoing).protectRtcp(packet, index);
    }

    byte[] receiveRtp() throws InterruptedException {
        return Objects.requireNonNull(incoming).unprotectRtp(receive());
    }

    byte[] receiveRtcp() throws InterruptedException {
        return Objects.requireNonNull(incoming).unprotectRtcp(receive());
    }

    private byte[] receive() throws InterruptedException {
        byte[] packet = media.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        if (packet == null) {
            throw new AssertionError("no media");
        }
        return packet;
    }

    @Override
    public void close() {
        socket.close();
    }
}
