package dialtone.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/// What sessions do, whichever library does the work; each has a subclass of its own.
abstract class SrtpSessionTest {

    private static final int SOURCE = 0xdecafbad;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Packets packets = new Packets();
    private final PacketBuffer buffer = new PacketBuffer();

    abstract RtpTransform.Maker library();

    private SrtpSession session(SrtpKey local, SrtpKey remote) {
        return new SrtpSession(local, remote, buffer, library());
    }

    @BeforeAll
    static void warmUp() {
        Srtp.warmUp();
    }

    /// One end of a conversation, with the other end's packets made by the reference.
    private final class End {

        final ReferenceSrtp local;
        final ReferenceSrtp remote;
        final SrtpSession session;

        End(SrtpProfile profile) {
            SrtpKey localKey = SrtpKey.random(profile, RANDOM);
            SrtpKey remoteKey = SrtpKey.random(profile, RANDOM);
            local = new ReferenceSrtp(localKey);
            remote = new ReferenceSrtp(remoteKey);
            session = SrtpSessionTest.this.session(localKey, remoteKey);
        }

        int receive(byte[] packet) {
            return session.unprotectRtp(packets.datagrams, 0, Packets.AT, packets.put(packet));
        }

        int receiveRtcp(byte[] packet) {
            return session.unprotectRtcp(packets.datagrams, 0, Packets.AT, packets.put(packet));
        }

        int send(byte[] packet) {
            return session.protectRtp(packets.datagrams, 0, Packets.AT, packets.put(packet));
        }
    }

    @Test
    void referenceDerivesTheKeysOfRfc3711() {
        byte[] key = hex("E1F97A0D3E018BE0D64FA32C06DE4139");
        byte[] salt = hex("0EC675AD498AFEEBB6960B3AABE6");

        assertThat(ReferenceSrtp.derive(key, salt, 0, 16))
                .isEqualTo(hex("C61E7A93744F39EE10734AFE3FF7A087"));
        assertThat(ReferenceSrtp.derive(key, salt, 2, 14))
                .isEqualTo(hex("30CBBC08863D8C85D49DB34A9AE1"));
    }

    @ParameterizedTest
    @EnumSource
    void protectsRtpAsTheReferenceDoes(SrtpProfile profile) {
        End end = new End(profile);

        int length = end.send(Packets.rtp(SOURCE, 17));

        assertThat(packets.get(length)).isEqualTo(end.local.protectRtp(Packets.rtp(SOURCE, 17)));
    }

    @ParameterizedTest
    @EnumSource
    void unprotectsRtpOfTheReference(SrtpProfile profile) {
        End end = new End(profile);

        int length = end.receive(end.remote.protectRtp(Packets.rtp(SOURCE, 17)));

        assertThat(packets.get(length)).isEqualTo(Packets.rtp(SOURCE, 17));
    }

    @ParameterizedTest
    @EnumSource
    void keepsExtensionsOfTheHeader(SrtpProfile profile) {
        End end = new End(profile);
        byte[] packet = Packets.rtpWithExtension(SOURCE, 17);

        int length = end.receive(end.remote.protectRtp(packet));

        assertThat(packets.get(length)).isEqualTo(packet);
    }

    @ParameterizedTest
    @EnumSource
    void protectsAndUnprotectsRtcpAsTheReferenceDoes(SrtpProfile profile) {
        End end = new End(profile);

        int received = end.receiveRtcp(end.remote.protectRtcp(Packets.rtcp(SOURCE), 5));
        assertThat(packets.get(received)).isEqualTo(Packets.rtcp(SOURCE));

        int length = packets.put(Packets.rtcp(SOURCE));
        int sent = end.session.protectRtcp(packets.datagrams, 0, Packets.AT, length);
        assertThat(end.local.unprotectRtcp(packets.get(sent))).isEqualTo(Packets.rtcp(SOURCE));
    }

    @ParameterizedTest
    @EnumSource
    void refusesReplays(SrtpProfile profile) {
        End end = new End(profile);
        byte[] packet = end.remote.protectRtp(Packets.rtp(SOURCE, 17));
        byte[] control = end.remote.protectRtcp(Packets.rtcp(SOURCE), 5);
        assertThat(end.receive(packet)).isPositive();
        assertThat(end.receiveRtcp(control)).isPositive();

        assertThat(end.receive(packet)).isEqualTo(SrtpSession.REFUSED);
        assertThat(end.session.refusal()).isEqualTo(SrtpRefusal.REPLAYED);
        assertThat(end.receiveRtcp(control)).isEqualTo(SrtpSession.REFUSED);
        assertThat(end.session.refusal()).isEqualTo(SrtpRefusal.REPLAYED);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatWasChangedOnTheWay(SrtpProfile profile) {
        End end = new End(profile);
        byte[] packet = end.remote.protectRtp(Packets.rtp(SOURCE, 17));
        for (int i = 1; i < packet.length; i += 7) {
            byte[] changed = packet.clone();
            changed[i] ^= 1;

            assertThat(end.receive(changed)).isEqualTo(SrtpSession.REFUSED);
            assertThat(packets.get(changed.length)).as("left as it was").isEqualTo(changed);
        }
        assertThat(end.session.receivedSources()).isZero();
        assertThat(end.receive(packet)).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatWasCutOff(SrtpProfile profile) {
        End end = new End(profile);
        byte[] rtp = end.remote.protectRtp(Packets.rtpWithExtension(SOURCE, 17));
        byte[] rtcp = end.remote.protectRtcp(Packets.rtcp(SOURCE), 5);

        for (int length = 0; length < rtp.length; length++) {
            assertThat(end.receive(Arrays.copyOf(rtp, length))).isEqualTo(SrtpSession.REFUSED);
        }
        for (int length = 0; length < rtcp.length; length++) {
            assertThat(end.receiveRtcp(Arrays.copyOf(rtcp, length))).isEqualTo(SrtpSession.REFUSED);
        }
        assertThat(end.receive(rtp)).isPositive();
        assertThat(end.receiveRtcp(rtcp)).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void refusesRtcpThatIsNotEncrypted(SrtpProfile profile) {
        End end = new End(profile);
        byte[] packet = end.remote.protectRtcp(Packets.rtcp(SOURCE), 5);
        int behindIndex = profile.isAead() ? 0 : 10;
        packet[packet.length - behindIndex - 4] &= 0x7f;

        assertThat(end.receiveRtcp(packet)).isEqualTo(SrtpSession.REFUSED);
        assertThat(end.session.refusal()).isEqualTo(SrtpRefusal.NOT_ENCRYPTED);
    }

    @ParameterizedTest
    @EnumSource
    void keepsNothingOfSourcesThatAreMadeUp(SrtpProfile profile) {
        End end = new End(profile);
        ReferenceSrtp stranger = new ReferenceSrtp(SrtpKey.random(profile, RANDOM));

        for (int i = 0; i < 1000; i++) {
            assertThat(end.receive(stranger.protectRtp(Packets.rtp(RANDOM.nextInt(), i))))
                    .isEqualTo(SrtpSession.REFUSED);
            assertThat(end.session.refusal()).isEqualTo(SrtpRefusal.NOT_AUTHENTIC);
        }

        assertThat(end.session.receivedSources()).isZero();
        assertThat(end.receive(end.remote.protectRtp(Packets.rtp(SOURCE, 17)))).isPositive();
        assertThat(end.session.receivedSources()).isEqualTo(1);
    }

    @Test
    void boundsTheSourcesOfAnAuthenticEnd() {
        End end = new End(SrtpProfile.AEAD_AES_128_GCM);
        for (int i = 0; i < Contexts.MAX_SOURCES; i++) {
            assertThat(end.receive(end.remote.protectRtp(Packets.rtp(i, 17)))).isPositive();
        }

        assertThat(end.receive(end.remote.protectRtp(Packets.rtp(SOURCE, 17))))
                .isEqualTo(SrtpSession.REFUSED);
        assertThat(end.session.refusal()).isEqualTo(SrtpRefusal.TOO_MANY_SOURCES);
        assertThat(end.receive(end.remote.protectRtp(Packets.rtp(0, 18)))).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void neverProtectsOneSequenceNumberTwice(SrtpProfile profile) {
        End end = new End(profile);
        assertThat(end.send(Packets.rtp(SOURCE, 17))).isPositive();

        assertThat(end.send(Packets.rtp(SOURCE, 17))).isEqualTo(SrtpSession.REFUSED);
        assertThat(end.session.refusal()).isEqualTo(SrtpRefusal.REPLAYED);
    }

    @ParameterizedTest
    @EnumSource
    void countsOnWhenSequenceNumbersBeginAgain(SrtpProfile profile) {
        SrtpKey key = SrtpKey.random(profile, RANDOM);
        SrtpSession session = session(key, key);

        for (int sequence = 65_000; sequence < 66_000; sequence++) {
            byte[] packet = Packets.rtp(SOURCE, sequence);
            int length = session.protectRtp(packets.datagrams, 0, Packets.AT, packets.put(packet));
            length = session.unprotectRtp(packets.datagrams, 0, Packets.AT, length);
            assertThat(packets.get(length)).isEqualTo(packet);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2049, 9000})
    void refusesWhatIsLongerThanAnyPacket(int length) {
        End end = new End(SrtpProfile.AEAD_AES_128_GCM);

        assertThat(end.receive(Arrays.copyOf(Packets.rtp(SOURCE, 1), length)))
                .isEqualTo(SrtpSession.REFUSED);
        assertThat(end.send(Arrays.copyOf(Packets.rtp(SOURCE, 1), length)))
                .isEqualTo(SrtpSession.REFUSED);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
