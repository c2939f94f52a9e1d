package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.agent.ManualTimers;
import dialtone.sip.agent.SentBy;
import dialtone.sip.agent.SipTargets;
import dialtone.sip.agent.Transport;
import dialtone.sip.message.Body;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.Uri;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

class TrunkTest {

    private static final SentBy SELF = new SentBy("192.0.2.1", 5060);

    private final ManualTimers timers = new ManualTimers();

    private Trunk trunk(TrunkConfig config) {
        Trunk trunk =
                new Trunk(
                        "carrier",
                        config,
                        new Numbers(new NumberingConfig("49", "0", "00")),
                        new SipTargets(
                                new TestTrunks.Names(List.of()),
                                List.of(Transport.UDP),
                                new Random(1)),
                        timers);
        trunk.lookup().start(() -> {});
        return trunk;
    }

    private static TrunkConfig config(
            @Nullable String username, int maxCalls, CallerIdConfig callerId) {
        return TrunkConfigs.of(
                "127.0.0.1:5070",
                username,
                username != null,
                Duration.ZERO,
                maxCalls,
                NumberFormat.PLAIN,
                callerId,
                Map.of("+4930123", "user:alice", "+4930999*", "room:standup"));
    }

    @Test
    void showsWhoCallsWhereNobodySaysElse() {
        Trunk trunk = trunk(config(null, 0, CallerIdConfig.defaults()));

        assertThat(trunk.from("alice", "Alice", SELF))
                .hasToString("\"Alice\" <sip:alice@192.0.2.1>");
        assertThat(trunk.headers("alice", SELF))
                .containsExactly(
                        new Header(HeaderName.P_ASSERTED_IDENTITY, "<sip:alice@192.0.2.1>"));
        assertThat(trunk.uri("4930123")).hasToString("sip:4930123@127.0.0.1:5070");
        assertThat(trunk.digest()).isNull();
    }

    @Test
    void showsTheUsernameWhereItRegisters() {
        Trunk trunk = trunk(config("4930123", 0, CallerIdConfig.defaults()));

        assertThat(trunk.from("alice", null, SELF)).hasToString("<sip:4930123@127.0.0.1>");
        assertThat(trunk.digest()).isNotNull();
    }

    @Test
    void showsTheNumberOfTheConfiguration() {
        CallerIdConfig callerId = new CallerIdConfig("+493055", "example.com", false, false);
        Trunk trunk = trunk(config("4930123", 0, callerId));

        assertThat(trunk.from("alice", null, SELF)).hasToString("<sip:+493055@example.com>");
        assertThat(trunk.headers("alice", SELF)).isEmpty();
    }

    @Test
    void hidesWhoCallsFromThePhoneAlone() {
        Trunk trunk = trunk(config(null, 0, new CallerIdConfig("+493055", null, true, true)));

        assertThat(trunk.from("alice", "Alice", SELF))
                .hasToString("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        assertThat(trunk.headers("alice", SELF))
                .containsExactly(
                        new Header(HeaderName.P_ASSERTED_IDENTITY, "<sip:+493055@192.0.2.1>"),
                        new Header(HeaderName.PRIVACY, "id"));
    }

    @Test
    void hasPlacesForSoManyCalls() {
        Trunk trunk = trunk(config(null, 2, CallerIdConfig.defaults()));
        Trunk.Permit first = Objects.requireNonNull(trunk.permit());
        Trunk.Permit second = trunk.permit();

        assertThat(second).isNotNull();
        assertThat(trunk.permit()).isNull();
        assertThat(trunk.takesCalls()).isFalse();
        first.close();
        first.close();
        assertThat(trunk.calls()).isEqualTo(1);
        assertThat(trunk.permit()).isNotNull();
    }

    @Test
    void isAvoidedForSoLong() {
        Trunk trunk = trunk(config(null, 0, CallerIdConfig.defaults()));

        trunk.avoid(Duration.ofSeconds(30));
        assertThat(trunk.state())
                .isEqualTo(new TrunkState(false, "it asks for no calls for another 30 s"));
        timers.pass(Duration.ofSeconds(30));
        assertThat(trunk.state().isUp()).isTrue();
    }

    @Test
    void knowsWhoseNumberIsCalled() {
        Trunk trunk = trunk(config("4930000", 0, CallerIdConfig.defaults()));

        assertThat(trunk.addressFor(invite("sip:4930123@192.0.2.1", "sip:x@y")))
                .isEqualTo("user:alice");
        assertThat(trunk.addressFor(invite("sip:+4930123@192.0.2.1", "sip:x@y")))
                .isEqualTo("user:alice");
        assertThat(trunk.addressFor(invite("sip:4930000@192.0.2.1", "sip:030123@x"))).isNull();
        assertThat(trunk.addressFor(invite("sip:4930000@192.0.2.1", "sip:4930123@x")))
                .isEqualTo("user:alice");
        assertThat(trunk.addressFor(invite("tel:+49-30-999-5", "sip:x@y")))
                .isEqualTo("room:standup");
        assertThat(trunk.addressFor(invite("sip:4930124@192.0.2.1", "sip:x@y"))).isNull();
    }

    @Test
    void knowsWhoCalls() {
        Trunk trunk = trunk(config(null, 0, CallerIdConfig.defaults()));
        SipRequest plain = invite("sip:4930123@192.0.2.1", "sip:x@y");

        assertThat(trunk.callerOf(plain)).isEqualTo("+4940987654");
        assertThat(
                        trunk.callerOf(
                                plain.withHeaders(
                                        plain.headers().toBuilder()
                                                .add(
                                                        HeaderName.P_ASSERTED_IDENTITY,
                                                        "<tel:+33123456789>")
                                                .build())))
                .isEqualTo("+33123456789");
    }

    private static SipRequest invite(String uri, String to) {
        Headers headers =
                Headers.builder()
                        .add(HeaderName.FROM, "<sip:4940987654@example.com>;tag=1")
                        .add(HeaderName.TO, "<" + to + ">")
                        .add(HeaderName.CALL_ID, "1")
                        .add(HeaderName.CSEQ, "1 INVITE")
                        .build();
        return new SipRequest(SipRequest.INVITE, Uri.of(uri), headers, Body.EMPTY);
    }
}
