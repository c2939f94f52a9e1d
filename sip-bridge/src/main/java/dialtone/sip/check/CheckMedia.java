package dialtone.sip.check;

import dialtone.media.dtls.DtlsAssociation;
import dialtone.media.dtls.DtlsHandshakes;
import dialtone.media.dtls.DtlsKeys;
import dialtone.media.dtls.DtlsSetup;
import dialtone.media.dtls.Fingerprint;
import dialtone.media.ice.IceCheck;
import dialtone.media.ice.IceCredentials;
import dialtone.media.srtp.PacketBuffer;
import dialtone.media.srtp.SrtpSession;
import dialtone.udp.Datagrams;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A browser's media, as far as a call needs it: checks, a handshake, and packets of PCMU.
///
/// Threading: for one thread, which waits; another one reads.
final class CheckMedia implements AutoCloseable {

    private static final int MAX_BYTES = 2048;

    /// A check that was not answered is sent again after so long.
    private static final long CHECK_MILLIS = 100;

    private static final long PACKET_MILLIS = 20;
    private static final int SAMPLES = 160;
    private static final int RTP_HEADER_BYTES = 12;
    private static final byte RTP = (byte) 0x80;

    /// First bytes of what shares a port (RFC 7983 section 7).
    private static final int END_OF_STUN = 4;

    private static final int END_OF_DTLS = 64;

    private final SecureRandom random = new SecureRandom();
    private final IceCredentials ice = IceCredentials.random(random);
    private final DtlsHandshakes handshakes;
    private final Duration patience;
    private final DatagramSocket socket;
    private final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> media = new LinkedBlockingQueue<>();
    private final CompletableFuture<DtlsKeys> keys = new CompletableFuture<>();
    private final Datagrams packets = new Datagrams(1);
    private volatile @Nullable DtlsAssociation association;

    CheckMedia(DtlsHandshakes handshakes, Duration patience) throws IOException {
        this.handshakes = handshakes;
        this.patience = patience;
        this.socket = new DatagramSocket();
    }

    /// What the server is offered.
    String offer() {
        return CheckDescription.offer(ice, handshakes.identity().fingerprint());
    }

    /// Proves the way to the server. The server begins the handshake by then.
    void check(CheckDescription server) throws CheckFailure, InterruptedException {
        try {
            socket.connect(server.address());
        } catch (IOException e) {
            throw new CheckFailure("there is no way to " + server.address() + ": " + e);
        }
        begin(server.isActive() ? DtlsSetup.PASSIVE : DtlsSetup.ACTIVE, server.fingerprint());
        Thread.ofVirtual().name("phone-check").start(this::read);
        IceCheck check = IceCheck.of(server.ice(), ice, random.nextLong());
        long tries = Math.max(1, patience.toMillis() / CHECK_MILLIS);
        for (long i = 0; i < tries; i++) {
            send(check.bytes());
            byte[] answer = answers.poll(CHECK_MILLIS, TimeUnit.MILLISECONDS);
            if (answer != null && check.isAnsweredBy(answer)) {
                return;
            }
        }
        throw new CheckFailure(
                ("no connectivity check was answered by %s within %d seconds: is that UDP port open"
                     + " in every firewall on the way, and is media.external-address right?")
                        .formatted(server.address(), patience.toSeconds()));
    }

    private void begin(DtlsSetup role, Fingerprint expected) throws CheckFailure {
        association = handshakes.begin(role, List.of(expected), new Handshake());
        if (association == null) {
            throw new CheckFailure("too many handshakes are going on");
        }
    }

    private void read() {
        byte[] buffer = new byte[MAX_BYTES];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                took(Arrays.copyOf(buffer, packet.getLength()));
            }
        } catch (IOException _) {
            // The socket is closed; or nobody listens there, which its silence tells as well.
        }
    }

    private void took(byte[] bytes) {
        DtlsAssociation known = association;
        int first = bytes.length == 0 ? END_OF_DTLS : bytes[0] & 0xff;
        if (first < END_OF_STUN) {
            answers.add(bytes);
        } else if (first >= END_OF_DTLS) {
            media.add(bytes);
        } else if (known != null) {
            boolean _ = known.offer(bytes);
        }
    }

    private void send(byte[] bytes) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length));
        } catch (IOException _) {
            // As if it were lost on the way.
        }
    }

    /// Waits for the handshake's end.
    DtlsKeys keys() throws CheckFailure, InterruptedException {
        try {
            return keys.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new CheckFailure(
                    "no keys were agreed on within %d seconds".formatted(patience.toSeconds()));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new CheckFailure(String.valueOf(cause == null ? e : cause.getMessage()));
        }
    }

    /// Speaks until it hears itself.
    void echo(DtlsKeys agreed) throws CheckFailure, InterruptedException {
        SrtpSession srtp = new SrtpSession(agreed.local(), agreed.remote(), new PacketBuffer());
        byte[] said = new byte[SAMPLES];
        random.nextBytes(said);
        int source = random.nextInt();
        long tries = Math.max(1, patience.toMillis() / PACKET_MILLIS);
        for (int i = 0; i < tries; i++) {
            send(packet(srtp, source, i, said));
            byte[] heard = media.poll(PACKET_MILLIS, TimeUnit.MILLISECONDS);
            if (heard != null && isEcho(srtp, heard, said)) {
                return;
            }
        }
        throw new CheckFailure(
                "nothing of what was said came back within %d seconds"
                        .formatted(patience.toSeconds()));
    }

    private byte[] packet(SrtpSession srtp, int source, int number, byte[] said) {
        ByteBuffer slot = packets.slot(0);
        int at = Datagrams.HEADROOM;
        slot.put(at, RTP).put(at + 1, (byte) 0).putShort(at + 2, (short) number);
        slot.putInt(at + 4, number * SAMPLES).putInt(at + 8, source);
        slot.put(at + RTP_HEADER_BYTES, said);
        int length = srtp.protectRtp(packets, 0, at, RTP_HEADER_BYTES + said.length);
        byte[] packet = new byte[length];
        slot.get(at, packet);
        return packet;
    }

    private boolean isEcho(SrtpSession srtp, byte[] heard, byte[] said) {
        ByteBuffer slot = packets.slot(0);
        int at = Datagrams.HEADROOM;
        slot.put(at, heard);
        int length = srtp.unprotectRtp(packets, 0, at, heard.length);
        if (length != RTP_HEADER_BYTES + said.length) {
            return false;
        }
        byte[] payload = new byte[said.length];
        slot.get(at + RTP_HEADER_BYTES, payload);
        return Arrays.equals(payload, said);
    }

    @Override
    public void close() {
        DtlsAssociation known = association;
        if (known != null) {
            known.close();
        }
        socket.close();
    }

    /// What the handshake tells, on its own thread.
    private final class Handshake implements DtlsAssociation.Events {

        @Override
        public String name() {
            return "check";
        }

        @Override
        public void send(byte[] datagram) {
            CheckMedia.this.send(datagram);
        }

        @Override
        public void connected(DtlsKeys agreed) {
            keys.complete(agreed);
        }

        @Override
        public void failed(String words) {
            keys.completeExceptionally(new CheckFailure(words));
        }

        @Override
        public void closed() {
            // The call's end is told by its session.
        }
    }
}
