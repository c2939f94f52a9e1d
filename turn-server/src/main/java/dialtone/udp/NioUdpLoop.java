package dialtone.udp;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/// A loop by means of Java alone, for every system. Other channels may share its selector: their
/// keys carry a `Runnable`, which is run when they are ready.
///
/// Threading: for one thread, but [#wakeup()] is for any.
public final class NioUdpLoop implements UdpLoop {

    private final Selector selector;
    private final Consumer<SelectionKey> dispatch = this::dispatch;
    private Handler readable = _ -> {};

    public NioUdpLoop() throws IOException {
        selector = Selector.open();
    }

    /// For channels that are no UDP sockets.
    public Selector selector() {
        return selector;
    }

    @Override
    public UdpSocket open(
            InetSocketAddress local, @Nullable Object attachment, int bufferBytes, boolean isShared)
            throws IOException {
        boolean isV6 = local.getAddress() instanceof Inet6Address;
        DatagramChannel channel =
                DatagramChannel.open(
                        isV6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, bufferBytes);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, bufferBytes);
            if (isShared) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(local);
            NioUdpSocket socket = new NioUdpSocket(channel, attachment);
            channel.register(selector, SelectionKey.OP_READ, socket);
            return socket;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void poll(long timeoutMillis, Handler handler) throws IOException {
        readable = handler;
        if (timeoutMillis <= 0) {
            selector.selectNow(dispatch);
        } else {
            selector.select(dispatch, timeoutMillis);
        }
    }

    private void dispatch(SelectionKey key) {
        switch (key.attachment()) {
            case UdpSocket socket -> readable.readable(socket);
            case Runnable task -> task.run();
            case null, default -> throw new IllegalStateException("a key without an owner");
        }
    }

    @Override
    public void flush() {
        // Every datagram was sent at once: nothing ever waits.
    }

    @Override
    public void wakeup() {
        if (selector.isOpen()) {
            selector.wakeup();
        }
    }

    @Override
    public void close() {
        if (!selector.isOpen()) {
            return;
        }
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the selector does not close", e);
        }
    }
}
