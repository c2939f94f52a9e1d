package dialtone.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.util.ArrayList;
import java.util.List;

/// Whatever the bytes are: reading them throws nothing; what was understood can be asked
/// everything, and means the same when it is written and read again; what was not can be answered.
class SipMessageFuzzTest {

    private static final DatagramParser DATAGRAMS = new DatagramParser(MessageLimits.DEFAULT);

    @FuzzTest(maxDuration = "30s")
    void readsWhateverComes(byte[] bytes) {
        switch (DATAGRAMS.parse(bytes, bytes.length)) {
            case Parsed.Understood(SipMessage message) -> {
                asksEverything(message);
                byte[] written = message.toBytes();
                assertThat(DATAGRAMS.parse(written, written.length))
                        .isEqualTo(new Parsed.Understood(message));
                if (message instanceof SipRequest request) {
                    answers(request);
                }
            }
            case Parsed.Malformed(int status, String reason, SipRequest answerable) -> {
                assertThat(reason).doesNotContain("\r", "\n");
                if (answerable != null) {
                    SipResponse.to(answerable, status, reason, "tag").toBytes();
                }
            }
            case Parsed.KeepAlive _ -> {}
        }
    }

    private static void answers(SipRequest request) {
        byte[] written = SipResponse.to(request, 200, "OK", "tag").toBytes();
        assertThat(DATAGRAMS.parse(written, written.length)).isInstanceOf(Parsed.Understood.class);
    }

    private static void asksEverything(SipMessage message) {
        List<Object> all = new ArrayList<>();
        all.add(String.valueOf(message.defect()));
        all.add(message.topVia().hasUniqueBranch());
        all.addAll(message.vias());
        all.add(message.from());
        all.add(message.to());
        all.addAll(message.contacts());
        all.addAll(message.routes());
        all.addAll(message.recordRoutes());
        all.addAll(message.serviceRoutes());
        all.add(String.valueOf(message.maxForwards()));
        all.add(String.valueOf(message.contentType()));
        all.add(String.valueOf(message.expires()));
        all.add(String.valueOf(message.minExpires()));
        all.add(String.valueOf(message.sessionExpires()));
        all.add(String.valueOf(message.minSessionSeconds()));
        all.add(String.valueOf(message.rSeq()));
        all.add(String.valueOf(message.rAck()));
        all.add(String.valueOf(message.referTo()));
        all.add(String.valueOf(message.referredBy()));
        all.add(String.valueOf(message.replaces()));
        all.addAll(message.assertedIdentities());
        all.addAll(message.privacy());
        all.addAll(message.diversions());
        all.addAll(message.reasons());
        all.add(String.valueOf(message.retryAfterSeconds()));
        all.addAll(message.wwwChallenges());
        all.addAll(message.proxyChallenges());
        all.addAll(message.credentials());
        all.addAll(message.proxyCredentials());
        all.add(String.valueOf(message.event()));
        all.add(String.valueOf(message.subscriptionState()));
        assertThat(all.toString()).isNotEmpty();
        if (message instanceof SipRequest request && request.uri() instanceof SipUri uri) {
            assertThat(uri.isEquivalentTo(uri)).isTrue();
            assertThat(uri.header("subject")).isNotEqualTo("\0none");
        }
    }
}
