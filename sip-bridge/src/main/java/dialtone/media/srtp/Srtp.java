package dialtone.media.srtp;

import dialtone.udp.Datagrams;

import org.jitsi.srtp.crypto.Aes;
import org.jitsi.srtp.crypto.JitsiOpenSslProvider;
import org.jitsi.utils.logging2.Logger;
import org.jitsi.utils.logging2.LoggerImpl;
import org.slf4j.LoggerFactory;

import java.security.SecureRandom;

/// Prepares the SRTP library: which ciphers it uses, and that they are loaded before the first
/// call.
public final class Srtp {

    /// What the library would log is told by refusals, and would be told for each packet.
    static final Logger LOG = silent();

    private static final org.slf4j.Logger OUR_LOG = LoggerFactory.getLogger(Srtp.class);

    private static final String FACTORIES = "org.jitsi.srtp.crypto.Aes$";
    private static final int PACKET_BYTES = 172;
    private static final int FIRST_BYTE = 0x80;
    private static final int SENDER_REPORT = 0x80c8_0006;
    private static final int REPORT_BYTES = 28;

    private Srtp() {}

    private static Logger silent() {
        Logger logger = new LoggerImpl(Srtp.class.getName());
        logger.setLevelOff();
        return logger;
    }

    /// Chooses the ciphers, OpenSSL's where they can be had, and uses each once. The library would
    /// otherwise try out all that there are at the first packet, for seconds.
    public static void warmUp() {
        boolean isNative = JitsiOpenSslProvider.isLoaded();
        Aes.setFactoryClassName(
                FACTORIES + (isNative ? "OpenSSLCipherFactory" : "SunJCECipherFactory"));
        Datagrams packets = new Datagrams(1);
        PacketBuffer buffer = new PacketBuffer();
        for (SrtpProfile profile : SrtpProfile.values()) {
            useOnce(profile, packets, buffer);
        }
        OUR_LOG.info(
                "event=srtp_ready rtp={} rtcp={}",
                LibCrypto.isAvailable() ? "libcrypto" : isNative ? "openssl" : "java",
                isNative ? "openssl" : "java");
    }

    private static void useOnce(SrtpProfile profile, Datagrams packets, PacketBuffer buffer) {
        SrtpKey key = SrtpKey.random(profile, new SecureRandom());
        SrtpSession session = new SrtpSession(key, key, buffer);
        int at = Datagrams.HEADROOM;
        packets.slot(0).put(at, (byte) FIRST_BYTE);
        int length = session.protectRtp(packets, 0, at, PACKET_BYTES);
        if (session.unprotectRtp(packets, 0, at, length) != PACKET_BYTES) {
            throw new IllegalStateException(profile + " does not work here: " + session.refusal());
        }
        packets.slot(0).putInt(at, SENDER_REPORT);
        length = session.protectRtcp(packets, 0, at, REPORT_BYTES);
        if (session.unprotectRtcp(packets, 0, at, length) != REPORT_BYTES) {
            throw new IllegalStateException(
                    profile + " does not work here for RTCP: " + session.refusal());
        }
    }
}
