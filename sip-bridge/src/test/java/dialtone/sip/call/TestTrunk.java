package dialtone.sip.call;

import dialtone.sip.MenuConfig;
import dialtone.sip.SipConfig;
import dialtone.sip.trunk.DialRule;
import dialtone.sip.trunk.SrtpPolicy;
import dialtone.sip.trunk.TrunkConfig;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Configurations like the defaults, but for what a test is about.
final class TestTrunk {

    private TestTrunk() {}

    /// A trunk at this port of this machine.
    static TrunkConfig at(TrunkConfig template, int port, Map<String, String> numbers) {
        return of(
                "127.0.0.1:" + port,
                numbers,
                template.ping(),
                template.passHeaders(),
                template.srtp());
    }

    /// The defaults, with or without encryption.
    static TrunkConfig encrypted(SrtpPolicy srtp) {
        return of("127.0.0.1", Map.of(), Duration.ZERO, List.of(), srtp);
    }

    /// The defaults, asked once whether it is there.
    static TrunkConfig pinged() {
        return of("127.0.0.1", Map.of(), Duration.ofHours(1), List.of(), SrtpPolicy.ALLOW);
    }

    /// The defaults, with these headers that go through.
    static TrunkConfig passing(String... headers) {
        return of("127.0.0.1", Map.of(), Duration.ZERO, List.of(headers), SrtpPolicy.ALLOW);
    }

    private static TrunkConfig of(
            String host,
            Map<String, String> numbers,
            Duration ping,
            List<String> passHeaders,
            SrtpPolicy srtp) {
        TrunkConfig usual = TrunkConfig.defaults();
        return new TrunkConfig(
                host,
                usual.transport(),
                usual.tls(),
                usual.outboundProxy(),
                usual.username(),
                usual.password(),
                usual.register(),
                usual.registrationLifetime(),
                ping,
                usual.maxCalls(),
                usual.numberFormat(),
                usual.callerId(),
                numbers,
                usual.acceptFrom(),
                usual.headers(),
                passHeaders,
                srtp,
                usual.dtmf(),
                usual.prack(),
                usual.sessionTimer());
    }

    static SipConfig config(Map<String, TrunkConfig> trunks, List<DialRule> dialPlan) {
        SipConfig defaults = SipConfig.defaults();
        return new SipConfig(
                defaults.listen(),
                defaults.tls(),
                defaults.externalAddress(),
                defaults.mediaListen(),
                defaults.mediaExternalAddress(),
                defaults.rtpPortMin(),
                defaults.rtpPortMax(),
                defaults.mediaCoalesceMicros(),
                defaults.testNumbers(),
                defaults.libopus(),
                defaults.preferOpus(),
                defaults.policy(),
                defaults.unknownSenders(),
                defaults.numbering(),
                trunks,
                dialPlan,
                Map.of(
                        "main",
                        new MenuConfig(
                                null,
                                Map.of("1", "user:alice", "2", "room:standup"),
                                Duration.ofMinutes(1),
                                null)),
                defaults.records());
    }
}
