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
        return new TrunkConfig(
                "127.0.0.1:" + port,
                template.transport(),
                template.outboundProxy(),
                template.username(),
                template.password(),
                template.register(),
                template.registrationLifetime(),
                template.ping(),
                template.maxCalls(),
                template.numberFormat(),
                template.callerId(),
                numbers,
                template.acceptFrom(),
                template.headers(),
                template.srtp(),
                template.dtmf(),
                template.prack(),
                template.sessionTimer());
    }

    /// The defaults, with or without encryption.
    static TrunkConfig encrypted(SrtpPolicy srtp) {
        TrunkConfig usual = TrunkConfig.defaults();
        return new TrunkConfig(
                usual.host(),
                usual.transport(),
                usual.outboundProxy(),
                usual.username(),
                usual.password(),
                usual.register(),
                usual.registrationLifetime(),
                usual.ping(),
                usual.maxCalls(),
                usual.numberFormat(),
                usual.callerId(),
                usual.numbers(),
                usual.acceptFrom(),
                usual.headers(),
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
