package dialtone.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Contract;
import dialtone.signaling.SignalingConfig;
import dialtone.signaling.message.Parsed.Understood;
import dialtone.signaling.message.Parsed.Unreadable;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/// Holds `docs/signaling.asyncapi.yaml` and the code against each other: requests, names and
/// numbers here; what the server sends, wherever a test client gets it.
class ContractTest {

    private static Parsed read(JsonNode message) {
        return RequestReader.read(message.toString().getBytes(StandardCharsets.UTF_8));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleKeepsItsOwnSchema() {
        return Contract.all().stream()
                .flatMap(
                        message ->
                                message.examples().stream()
                                        .map(
                                                example ->
                                                        DynamicTest.dynamicTest(
                                                                message.name(),
                                                                () -> keeps(message, example))));
    }

    private static void keeps(Contract.Message message, JsonNode example) {
        assertThat(Contract.problemsOfSent(message.schema(), example)).isEmpty();
    }

    @Nested
    class Requests {

        @TestFactory
        Stream<DynamicTest> areUnderstoodAsTheExamplesHaveThem() {
            return Contract.requests().stream()
                    .map(
                            message ->
                                    DynamicTest.dynamicTest(
                                            message.methodName(), () -> understood(message)));
        }

        private void understood(Contract.Message message) {
            assertThat(message.examples()).isNotEmpty();
            for (JsonNode example : message.examples()) {
                assertThat(read(example))
                        .isInstanceOfSatisfying(
                                Understood.class,
                                it -> {
                                    Request request = it.request();
                                    assertThat(request.method().wire()).isEqualTo(message.method());
                                    assertThat(request.id().json().toString())
                                            .isEqualTo(example.get("id").toString());
                                });
            }
        }

        @TestFactory
        Stream<DynamicTest> areUnderstoodWithAllThatMayBeThere() {
            return Contract.requests().stream()
                    .map(
                            message ->
                                    DynamicTest.dynamicTest(
                                            message.methodName(),
                                            () ->
                                                    assertThat(read(Violations.full(message)))
                                                            .isInstanceOf(Understood.class)));
        }

        /// Everything the schema forbids, one thing at a time.
        @TestFactory
        Stream<DynamicTest> areRefusedByMemberWhenTheyBreakTheSchema() {
            return Contract.requests().stream()
                    .flatMap(message -> Violations.of(message).stream())
                    .map(
                            violation ->
                                    DynamicTest.dynamicTest(
                                            violation.name(), () -> refused(violation)));
        }

        private void refused(Violations.Violation violation) {
            assertThat(Contract.problems(violation.schema(), violation.message()))
                    .as("the schema's own opinion")
                    .isNotEmpty();
            assertThat(read(violation.message()))
                    .isInstanceOfSatisfying(
                            Unreadable.class,
                            it -> {
                                assertThat(it.code()).isEqualTo(violation.code());
                                assertThat(it.message()).contains(violation.member());
                            });
        }

        @Test
        void withoutATicketAreLeftToAdmissionWhichHasACodeForIt() {
            assertThat(
                            RequestReader.read(
                                    """
                                    {"jsonrpc":"2.0","id":1,"method":"session.open","params":{}}\
                                    """
                                            .getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(Understood.class);
        }
    }

    @Nested
    class Names {

        @Test
        void ofMethodsAreTheSame() {
            assertThat(Contract.requests().stream().map(Contract.Message::methodName))
                    .containsExactlyElementsOf(wires(Method.values(), Method::wire));
        }

        @Test
        void ofEventsAreTheSame() {
            assertThat(Contract.events().stream().map(Contract.Message::methodName))
                    .containsExactlyInAnyOrder(
                            Arrays.stream(Event.class.getPermittedSubclasses())
                                    .map(kind -> kind.getSimpleName())
                                    .map(ContractTest::wire)
                                    .toArray(String[]::new));
        }

        @Test
        void ofErrorsAreTheSame() {
            assertThat(enumOf("ErrorCode"))
                    .containsExactlyElementsOf(wires(ErrorCode.values(), ErrorCode::wire));
        }

        @Test
        void ofEndReasonsAreTheSame() {
            assertThat(enumOf("EndReason"))
                    .containsExactlyElementsOf(wires(EndReason.values(), EndReason::wire));
        }

        @Test
        void ofLeaveReasonsAreTheSame() {
            assertThat(
                            strings(
                                    "/components/schemas/RoomPeerLeft/properties/params/properties/reason"))
                    .containsExactlyElementsOf(wires(LeaveReason.values(), LeaveReason::wire));
        }

        @Test
        void ofActionsAreTheSame() {
            assertThat(strings("/components/schemas/ErrorData/properties/action"))
                    .containsExactlyElementsOf(
                            wires(ErrorCode.Action.values(), ErrorCode.Action::wire));
        }

        @Test
        void ofEverySentMessageAreWrittenOnce() {
            assertThat(Contract.all().stream().map(Contract.Message::name)).doesNotHaveDuplicates();
        }
    }

    @Nested
    class Numbers {

        @Test
        void ofClosesAreTheSame() {
            assertThat(Contract.at("/components/x-close-codes").propertyNames())
                    .containsExactlyElementsOf(
                            wires(CloseCode.values(), code -> Integer.toString(code.code())));
        }

        @Test
        void ofErrorsAreThoseThatAreListed() {
            assertThat(
                            Contract.at(
                                            "/components/schemas/ErrorAnswer/properties/error"
                                                    + "/properties/code/enum")
                                    .valueStream()
                                    .map(JsonNode::intValue))
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(ErrorCode.values())
                                    .map(ErrorCode::jsonRpcCode)
                                    .distinct()
                                    .toList());
        }
    }

    @Test
    void tellsTheLimitsThatHoldWhenNothingIsConfigured() {
        SignalingConfig config = SignalingConfig.defaults();

        assertThat(Contract.at("/info/description").stringValue())
                .contains(
                        "more than "
                                + String.format(Locale.ROOT, "%,d", config.maxMessageSize().bytes())
                                + " bytes")
                .contains(config.messageRate() + " messages a second")
                .contains(config.messageBurst() + " in a burst")
                .contains("must come within ten seconds");
        assertThat(config.openTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(
                        Contract.at(
                                        "/components/schemas/CallInvite/properties/params/properties"
                                            + "/ringSeconds/description")
                                .stringValue())
                .contains("limit is " + config.ringTimeout().toSeconds() + " unless configured");
    }

    /// `RoomPeerJoined` is `room.peerJoined`.
    private static String wire(String name) {
        int second = 1;
        while (!Character.isUpperCase(name.charAt(second))) {
            second++;
        }
        return Character.toLowerCase(name.charAt(0))
                + name.substring(1, second)
                + "."
                + Character.toLowerCase(name.charAt(second))
                + name.substring(second + 1);
    }

    private static <E> List<String> wires(E[] values, Function<E, String> wire) {
        return Arrays.stream(values).map(wire).toList();
    }

    private static List<String> enumOf(String schema) {
        return strings("/components/schemas/" + schema);
    }

    private static List<String> strings(String pointer) {
        return Contract.at(pointer + "/enum").valueStream().map(JsonNode::stringValue).toList();
    }
}
