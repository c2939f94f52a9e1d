package dialtone.media.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.media.srtp.SrtpProfile;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

class DtlsAssociationTest {

    private static final DtlsIdentity IDENTITY =
            DtlsIdentity.create(InstantSource.system(), new SecureRandom());
    private static final int CM_80 = SrtpProfile.AES_CM_128_HMAC_SHA1_80.dtlsCode();
    private static final int GCM_128 = SrtpProfile.AEAD_AES_128_GCM.dtlsCode();
    private static final int GCM_256 = SrtpProfile.AEAD_AES_256_GCM.dtlsCode();

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int RECORD_HEADER_BYTES = 13;

    private final DtlsHandshakes handshakes =
            new DtlsHandshakes(IDENTITY, 2, Duration.ofSeconds(10));
    private final List<DtlsAssociation> begun = new ArrayList<>();

    @AfterEach
    void end() {
        begun.forEach(DtlsAssociation::close);
    }

    /// What an association tells; its datagrams go to a peer, and are kept.
    private static final class Told implements DtlsAssociation.Events {

        final CompletableFuture<DtlsKeys> keys = new CompletableFuture<>();
        final CompletableFuture<String> failure = new CompletableFuture<>();
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();
        final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
        private volatile Consumer<byte[]> out = _ -> {};

        @Override
        public String name() {
            return "c_1";
        }

        @Override
        public void send(byte[] datagram) {
            sent.add(datagram);
            out.accept(datagram);
        }

        @Override
        public void connected(DtlsKeys agreed) {
            keys.complete(agreed);
        }

        @Override
        public void failed(String words) {
            failure.complete(words);
        }

        @Override
        public void closed() {
            closed.complete(true);
        }
    }

    private DtlsAssociation begin(DtlsSetup role, Fingerprint expected, Told told) {
        DtlsAssociation association = handshakes.begin(role, List.of(expected), told);
        begun.add(Objects.requireNonNull(association));
        return association;
    }

    /// Both ends of a handshake, not begun.
    private final class Two {

        final Told told = new Told();
        final DtlsPeer peer;
        final List<byte[]> fromPeer = Collections.synchronizedList(new ArrayList<>());
        private volatile @Nullable DtlsAssociation association;

        Two(int... profiles) {
            peer = new DtlsPeer(this::fromPeer, profiles);
            told.out = peer::offer;
        }

        private void fromPeer(byte[] datagram) {
            fromPeer.add(datagram);
            boolean _ = association().offer(datagram);
        }

        DtlsAssociation association() {
            return Objects.requireNonNull(association);
        }

        CompletableFuture<DtlsKeys> start(DtlsSetup role) {
            association = begin(role, peer.fingerprint(), told);
            return peer.start(role.opposite());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, 1, AES_CM_128_HMAC_SHA1_80",
        "ACTIVE, 7, AEAD_AES_128_GCM",
        "ACTIVE, 8, AEAD_AES_256_GCM",
        "PASSIVE, 1, AES_CM_128_HMAC_SHA1_80",
        "PASSIVE, 7, AEAD_AES_128_GCM",
        "PASSIVE, 8, AEAD_AES_256_GCM",
    })
    void agreesOnKeys(DtlsSetup role, int code, SrtpProfile profile) throws Exception {
        Two two = new Two(code);

        DtlsKeys theirs = two.start(role).get(10, TimeUnit.SECONDS);

        DtlsKeys ours = two.told.keys.get(10, TimeUnit.SECONDS);
        assertThat(ours.local().profile()).isEqualTo(profile);
        assertThat(ours.local().key()).isEqualTo(theirs.remote().key());
        assertThat(ours.local().salt()).isEqualTo(theirs.remote().salt());
        assertThat(ours.remote().key()).isEqualTo(theirs.local().key());
        assertThat(ours.remote().salt()).isEqualTo(theirs.local().salt());
        assertThat(ours.local().key()).isNotEqualTo(ours.remote().key());
    }

    /// As Chromium offers them.
    @Test
    void choosesWhatCostsLeast() throws Exception {
        Two two = new Two(CM_80, GCM_256, GCM_128);

        var _ = two.start(DtlsSetup.PASSIVE);

        assertThat(two.told.keys.get(10, TimeUnit.SECONDS).local().profile())
                .isEqualTo(SrtpProfile.AEAD_AES_128_GCM);
    }

    @Test
    void saysWhenThereIsNoCommonWayToProtectMedia() throws Exception {
        Two two = new Two();

        var _ = two.start(DtlsSetup.PASSIVE);

        assertThat(two.told.failure.get(10, TimeUnit.SECONDS)).contains("no way to protect media");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACTIVE", "PASSIVE"})
    void refusesAnotherCertificateThanTheSdpTold(DtlsSetup role) throws Exception {
        Two two = new Two(GCM_128);
        two.association = begin(role, IDENTITY.fingerprint(), two.told);
        var _ = two.peer.start(role.opposite());

        assertThat(two.told.failure.get(10, TimeUnit.SECONDS)).contains("fingerprint");
        assertThat(two.told.keys).isNotDone();
    }

    @Test
    void saysWhenTheOtherEndStaysSilent() throws Exception {
        Told told = new Told();
        DtlsHandshakes hasty = new DtlsHandshakes(IDENTITY, 1, Duration.ofMillis(1));

        hasty.begin(DtlsSetup.ACTIVE, List.of(IDENTITY.fingerprint()), told);

        assertThat(told.failure.get(10, TimeUnit.SECONDS)).contains("took too long");
        assertThat(hasty.active()).isZero();
    }

    @Test
    void boundsHandshakesThatGoOn() {
        begin(DtlsSetup.PASSIVE, IDENTITY.fingerprint(), new Told());
        begin(DtlsSetup.PASSIVE, IDENTITY.fingerprint(), new Told());

        assertThat(handshakes.begin(DtlsSetup.PASSIVE, List.of(IDENTITY.fingerprint()), new Told()))
                .isNull();
    }

    @Test
    void answersALastFlightThatComesAgain() throws Exception {
        Two two = new Two(GCM_128);
        AtomicInteger lost = new AtomicInteger();
        two.told.out =
                datagram -> {
                    if (!isLastFlight(datagram) || lost.incrementAndGet() > 1) {
                        two.peer.offer(datagram);
                    }
                };

        two.start(DtlsSetup.PASSIVE).get(10, TimeUnit.SECONDS);

        assertThat(lost).as("sent once more").hasValueGreaterThanOrEqualTo(2);
    }

    /// One that begins with ChangeCipherSpec.
    private static boolean isLastFlight(byte[] datagram) {
        return datagram[0] == CHANGE_CIPHER_SPEC;
    }

    @Test
    void sendsAFlightInOneDatagram() throws Exception {
        Two two = new Two(GCM_128);

        two.start(DtlsSetup.ACTIVE).get(10, TimeUnit.SECONDS);

        assertThat(two.told.sent)
                .extracting(DtlsAssociationTest::recordTypes)
                .as("Certificate, ClientKeyExchange, CertificateVerify; then Finished")
                .contains(List.of(HANDSHAKE, HANDSHAKE, HANDSHAKE, CHANGE_CIPHER_SPEC, HANDSHAKE));
    }

    /// The types of the records in a datagram (RFC 6347 section 4.1).
    private static List<Integer> recordTypes(byte[] datagram) {
        List<Integer> types = new ArrayList<>();
        ByteBuffer records = ByteBuffer.wrap(datagram);
        int at = 0;
        while (at < datagram.length) {
            types.add((int) datagram[at]);
            at += RECORD_HEADER_BYTES + records.getShort(at + RECORD_HEADER_BYTES - 2);
        }
        return types;
    }

    @Test
    @Timeout(10)
    void isNotClosedByARecordThatSomebodyMadeUp() throws Exception {
        Two two = new Two(GCM_128);
        two.start(DtlsSetup.PASSIVE).get(10, TimeUnit.SECONDS);
        two.told.keys.get(10, TimeUnit.SECONDS);
        byte[] record = new byte[60];
        record[0] = 21;
        record[1] = (byte) 0xfe;
        record[2] = (byte) 0xfd;
        record[4] = 1;
        record[10] = 99;
        record[12] = 47;

        two.association().offer(record);
        while (two.association().offer(record)) {
            Thread.onSpinWait();
        }

        assertThat(two.told.closed).isNotDone();
    }

    @Test
    void tellsWhenTheOtherEndCloses() throws Exception {
        Two two = new Two(GCM_128);
        two.start(DtlsSetup.PASSIVE).get(10, TimeUnit.SECONDS);
        two.told.keys.get(10, TimeUnit.SECONDS);

        two.peer.close();

        assertThat(two.told.closed.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(two.association().offer(new byte[20])).as("nobody reads it").isFalse();
    }

    /// The ClientHello of a browser, DTLS 1.3 with a post-quantum key, in two datagrams.
    @ParameterizedTest
    @CsvSource({"chromium156, false", "chromium156, true", "firefox153, false", "firefox153, true"})
    void answersAHelloInTwoDatagrams(String browser, boolean isLastFirst) throws Exception {
        Told told = new Told();
        List<byte[]> hello = hello(browser);
        DtlsAssociation association = begin(DtlsSetup.PASSIVE, IDENTITY.fingerprint(), told);

        (isLastFirst ? hello.reversed() : hello).forEach(association::offer);

        byte[] answer = told.sent.poll(10, TimeUnit.SECONDS);
        assertThat(answer).startsWith(22, 0xfe, 0xfd);
        assertThat(answer[13]).as("a ServerHello").isEqualTo((byte) 2);
    }

    private static List<byte[]> hello(String browser) throws IOException {
        try (var in =
                DtlsAssociationTest.class.getResourceAsStream(
                        browser + "_clienthello_2dgrams.hex")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> HexFormat.of().parseHex(line.strip()))
                    .toList();
        }
    }
}
