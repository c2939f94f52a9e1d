package dialtone.signaling.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.websocket.core.Behavior;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.ExtensionStack;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.Negotiated;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.eclipse.jetty.websocket.core.internal.Generator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// On an end in memory: a turn happens when something comes, and where something is left over when
/// the test says so.
class NonBlockingConnectionTest {

    private static final int READ_SIZE = 4096;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final Handler handler = new Handler();
    private final ByteArrayEndPoint client = new Client();

    @AutoClose("stop")
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();

    private NonBlockingConnection connection;

    private final class Client extends ByteArrayEndPoint {

        Client() {
            super(scheduler, 0);
        }

        @Override
        protected void execute(Runnable turn) {
            turns.add(turn);
        }
    }

    /// Notes what it gets. It asks for nothing.
    private static final class Handler implements FrameHandler {

        private final List<Integer> payloads = new ArrayList<>();
        private int closedWith;

        @Override
        public void onOpen(CoreSession session, Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onFrame(Frame frame, Callback callback) {
            payloads.add(frame.getPayloadLength());
            callback.succeeded();
        }

        @Override
        public void onError(Throwable cause, Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onClosed(CloseStatus status, Callback callback) {
            closedWith = status.getCode();
            callback.succeeded();
        }
    }

    @BeforeEach
    void connect() throws Exception {
        scheduler.start();
        WebSocketComponents components = new WebSocketComponents();
        ExtensionStack extensions = new ExtensionStack(components, Behavior.SERVER);
        extensions.negotiate(List.of(), List.of());
        Negotiated negotiated =
                new Negotiated(URI.create("ws://localhost/"), "", false, extensions, "13");
        WebSocketCoreSession session =
                new WebSocketCoreSession(handler, Behavior.SERVER, negotiated, components);
        session.setInputBufferSize(READ_SIZE);
        connection =
                new NonBlockingConnection(
                        client, Runnable::run, scheduler, new ArrayByteBufferPool(), session);
        session.setWebSocketConnection(connection);
        client.setConnection(connection);
    }

    private static ByteBuffer text(int length) {
        return wire(new Frame(OpCode.TEXT, true, ByteBuffer.allocate(length)));
    }

    private static ByteBuffer wire(Frame frame) {
        ByteBuffer wire = BufferUtil.allocate(10_000);
        new Generator().generateWholeFrame(frame.setMask(MASK.clone()), wire);
        return wire;
    }

    private static ByteBuffer joined(ByteBuffer... all) {
        ByteBuffer joined = BufferUtil.allocate(20_000);
        for (ByteBuffer each : all) {
            BufferUtil.append(joined, each);
        }
        return joined;
    }

    @Test
    void readsOnceInATurnHoweverMuchIsThere() {
        connection.onOpen();
        client.addInput(joined(text(1500), text(1500), text(1500)));
        assertThat(handler.payloads).containsExactly(1500, 1500, READ_SIZE - 2 * 1508 - 8);

        turns.remove().run();
        assertThat(handler.payloads.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4500);
        assertThat(turns).isEmpty();
    }

    @Test
    void readsWhatCameWithTheRequestToUpgrade() {
        connection.onUpgradeTo(text(3));
        assertThat(handler.payloads).isEmpty();

        connection.onOpen();

        assertThat(handler.payloads).containsExactly(3);
    }

    @Test
    void takesNothingAfterTheClientHasClosed() {
        connection.onOpen();

        client.addInput(joined(text(1), wire(new CloseStatus(1000, "bye").toFrame()), text(2)));

        assertThat(handler.payloads).containsExactly(1, 2 + "bye".length());
        assertThat(handler.closedWith).isEqualTo(1000);
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void closesWhatDoesNotSpeakWebSocket() {
        connection.onOpen();

        client.addInput(joined(text(1), ByteBuffer.wrap(new byte[] {(byte) 0x83}), text(2)));

        assertThat(handler.payloads).containsExactly(1);
        assertThat(handler.closedWith).isEqualTo(CloseStatus.PROTOCOL);
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void closesWhenTheOtherEndIsGone() {
        connection.onOpen();

        client.addInputEOF();

        assertThat(handler.closedWith).isEqualTo(CloseStatus.NO_CLOSE);
        assertThat(client.isOpen()).isFalse();
    }
}
