package dialtone.sip;

import dialtone.config.Problems;
import dialtone.sip.policy.PolicyConfig;
import dialtone.sip.record.RecordsConfig;
import dialtone.sip.trunk.DialRule;
import dialtone.sip.trunk.NumberingConfig;
import dialtone.sip.trunk.TrunkConfig;
import dialtone.sip.trunk.UnknownSenders;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The phone side's configuration.
///
/// @param listen where SIP comes in, over UDP and TCP; port 0 for any free one
/// @param tls SIP over TLS
/// @param externalAddress as phones reach this machine for SIP, where that is another address than
///     the one it listens on
/// @param mediaListen the UDP port of browsers' media in phone calls; port 0 for any free one
/// @param mediaExternalAddress as browsers and phones reach this machine, where that is another
///     address than the one of `mediaListen`; one of each family
/// @param rtpPortMin the first port for phones' media
/// @param rtpPortMax the last one
/// @param mediaCoalesceMicros how long the thread of media waits for more packets while many
///     come, in microseconds; on Linux
/// @param testNumbers whether 600, 601 and 602 are answered
/// @param libopus the codec's library; null for the system's own, or ours in Java
/// @param preferOpus whether browsers speak Opus also where the phone cannot: it gets over losses,
///     and is coded anew
/// @param policy who may dial
/// @param unknownSenders what becomes of requests that come from no trunk
/// @param numbering how people here dial
/// @param trunks the ways to other phone networks, by their names; without a plan, the first that
///     works is used
/// @param dialPlan which numbers take which trunks; empty: all take all
/// @param menus that answer calls of phones, by their names
/// @param records what is kept of calls
public record SipConfig(
        InetSocketAddress listen,
        SipTlsConfig tls,
        @Nullable InetAddress externalAddress,
        InetSocketAddress mediaListen,
        List<InetAddress> mediaExternalAddress,
        int rtpPortMin,
        int rtpPortMax,
        int mediaCoalesceMicros,
        boolean testNumbers,
        @Nullable Path libopus,
        boolean preferOpus,
        PolicyConfig policy,
        UnknownSenders unknownSenders,
        NumberingConfig numbering,
        Map<String, TrunkConfig> trunks,
        List<DialRule> dialPlan,
        Map<String, MenuConfig> menus,
        RecordsConfig records) {

    private static final int MAX_PORT = 65_535;
    private static final int MAX_COALESCE_MICROS = 5_000;
    private static final String MENU = "menu:";

    public SipConfig {
        mediaExternalAddress = List.copyOf(mediaExternalAddress);
        trunks = Collections.unmodifiableMap(new LinkedHashMap<>(trunks));
        dialPlan = List.copyOf(dialPlan);
        menus = Collections.unmodifiableMap(new LinkedHashMap<>(menus));
        Problems problems = new Problems();
        problems.require(
                !listen.getAddress().isAnyLocalAddress() || externalAddress != null,
                "listen",
                "SIP names its own address: give the one that phones reach, not "
                        + listen.getAddress().getHostAddress()
                        + ", or say it in sip.external-address");
        problems.require(
                !mediaListen.getAddress().isAnyLocalAddress() || !mediaExternalAddress.isEmpty(),
                "media-listen",
                "on all addresses media needs sip.media-external-address: browsers are told"
                        + " where to send");
        problems.require(
                rtpPortMin > 0 && rtpPortMax <= MAX_PORT && rtpPortMax > rtpPortMin,
                "rtp-port-min",
                rtpPortMin + " to " + rtpPortMax + " (expected: two ports or more)");
        problems.require(
                mediaCoalesceMicros >= 0 && mediaCoalesceMicros <= MAX_COALESCE_MICROS,
                "media-coalesce-micros",
                mediaCoalesceMicros + " (expected: 0 to " + MAX_COALESCE_MICROS + ")");
        Set<String> menuNames = menus.keySet();
        trunks.forEach((name, trunk) -> check(name, trunk, menuNames, problems));
        for (DialRule rule : dialPlan) {
            for (String trunk : rule.trunks()) {
                problems.require(
                        trunks.containsKey(trunk),
                        "dial-plan",
                        "there is no trunk '" + trunk + "', to which '" + rule + "' leads");
            }
        }
        problems.orThrow();
    }

    private static void check(
            String name, TrunkConfig trunk, Set<String> menus, Problems problems) {
        String key = "trunks." + name;
        problems.require(
                name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}") && !name.equals("none"),
                key,
                "is no name for a trunk (expected: letters, digits, - and _; and not none)");
        trunk.numbers()
                .forEach(
                        (number, address) ->
                                problems.require(
                                        !address.startsWith(MENU)
                                                || menus.contains(address.substring(MENU.length())),
                                        key + ".numbers." + number,
                                        "there is no such menu in sip.menus: '" + address + "'"));
        problems.require(
                trunk.hasHost(),
                key + ".host",
                "is missing (expected: a name or an address, such as sip.example.com)");
    }

    /// On loopback, with nothing but the test numbers.
    public static SipConfig defaults() {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        return new SipConfig(
                new InetSocketAddress(loopback, 0),
                SipTlsConfig.defaults(),
                null,
                new InetSocketAddress(loopback, 0),
                List.of(),
                10_000,
                19_999,
                0,
                true,
                null,
                false,
                PolicyConfig.defaults(),
                UnknownSenders.DROP,
                NumberingConfig.defaults(),
                Map.of(),
                List.of(),
                Map.of(),
                RecordsConfig.defaults());
    }
}
