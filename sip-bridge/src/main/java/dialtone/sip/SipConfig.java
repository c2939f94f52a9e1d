package dialtone.sip;

import dialtone.config.Problems;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/// The phone side's configuration.
///
/// @param listen where SIP comes in, over UDP and TCP; port 0 for any free one
/// @param mediaListen the UDP port of browsers' media in phone calls; port 0 for any free one
/// @param mediaExternalAddress as browsers and phones reach this machine, where that is another
///     address than the one of `mediaListen`; one of each family
/// @param rtpPortMin the first port for phones' media
/// @param rtpPortMax the last one
/// @param testNumbers whether 600, 601 and 602 are answered
/// @param libopus the codec's library; null for the system's own, or ours in Java
public record SipConfig(
        InetSocketAddress listen,
        InetSocketAddress mediaListen,
        List<InetAddress> mediaExternalAddress,
        int rtpPortMin,
        int rtpPortMax,
        boolean testNumbers,
        @Nullable Path libopus) {

    private static final int MAX_PORT = 65_535;

    public SipConfig {
        mediaExternalAddress = List.copyOf(mediaExternalAddress);
        new Problems()
                .require(
                        !listen.getAddress().isAnyLocalAddress(),
                        "listen",
                        "SIP names its own address: give the one that phones reach, not "
                                + listen.getAddress().getHostAddress())
                .require(
                        !mediaListen.getAddress().isAnyLocalAddress()
                                || !mediaExternalAddress.isEmpty(),
                        "media-listen",
                        "on all addresses media needs sip.media-external-address: browsers are told"
                                + " where to send")
                .require(
                        rtpPortMin > 0 && rtpPortMax <= MAX_PORT && rtpPortMax > rtpPortMin,
                        "rtp-port-min",
                        rtpPortMin + " to " + rtpPortMax + " (expected: two ports or more)")
                .orThrow();
    }

    /// On loopback, with nothing but the test numbers.
    public static SipConfig defaults() {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        return new SipConfig(
                new InetSocketAddress(loopback, 0),
                new InetSocketAddress(loopback, 0),
                List.of(),
                10_000,
                19_999,
                true,
                null);
    }
}
