package dialtone.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.Event.RoomCandidates;
import dialtone.signaling.message.Event.RoomDescription;
import dialtone.signaling.message.Request.CallDescribe;
import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.message.Request.CallTrickle;
import dialtone.signaling.message.Request.RoomDescribe;
import dialtone.signaling.message.Request.RoomTrickle;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Whatever a client sends: it is understood or refused in words, what it is answered is JSON, and
/// what is passed on of it to another client is as well.
class RequestReaderFuzzTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @FuzzTest(maxDuration = "30s")
    void readsWhateverComes(byte[] bytes) {
        if (!isUtf8(bytes)) {
            // The socket has refused it before.
            return;
        }
        switch (RequestReader.read(bytes)) {
            case Parsed.Understood(Request request) -> {
                JSON.readTree(bytes);
                written(new Answer.Done(request.id(), new Answer.Empty()));
                Event passed = passedOn(request);
                if (passed != null) {
                    JsonNode event = written(new NumberedEvent(1, passed));
                    assertThat(event.get("method").stringValue()).isEqualTo(passed.method());
                }
            }
            case Parsed.Unreadable(var id, var _, var code, var words) -> {
                assertThat(words).isNotBlank();
                JsonNode answer = written(new Answer.Failed(id, code, words, null));
                assertThat(answer.at("/error/message").stringValue()).isEqualTo(words);
            }
        }
    }

    /// What the other side of a call or a room is told; null when there is nothing of the sender's.
    private static @Nullable Event passedOn(Request request) {
        return switch (request) {
            case CallInvite invite ->
                    CallIncoming.of("c_1", new Party(invite.to().toString(), null), invite);
            case CallDescribe(var _, var call, var description) ->
                    new CallDescription(call, description);
            case CallTrickle(var _, var call, var candidates) ->
                    new CallCandidates(call, candidates);
            case RoomDescribe(var _, var room, var to, var description) ->
                    new RoomDescription(room, to, description);
            case RoomTrickle(var _, var room, var to, var candidates) ->
                    new RoomCandidates(room, to, candidates);
            default -> null;
        };
    }

    private static JsonNode written(Outgoing message) {
        JsonNode written = JSON.readTree(MessageWriter.write(message));
        assertThat(written.get("jsonrpc").stringValue()).isEqualTo("2.0");
        return written;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
