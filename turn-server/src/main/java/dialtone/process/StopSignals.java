package dialtone.process;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Console;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Waits for SIGTERM, SIGINT (Ctrl-C) or SIGHUP. The first asks the program to finish what it does;
/// the second ends it at once. A program may do something else at SIGHUP, unless it runs in a
/// terminal: there the signal says that the terminal is gone.
///
/// The JVM hands signals out only through `sun.misc.Signal`, at whose name the compiler gives a
/// warning that cannot be silenced; so it is reached by reflection.
///
/// Threading: signals arrive on threads of the JVM; [#await] is called by the main thread.
public final class StopSignals {

    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    /// Shells tell with it that a signal ended a program.
    private static final int SIGNAL_BASE = 128;

    private volatile @Nullable Runnable hangup;
    private final CompletableFuture<String> first = new CompletableFuture<>();

    private StopSignals() {}

    /// Takes the signals over from the JVM, which would end the program by itself.
    public static StopSignals install() {
        StopSignals signals = new StopSignals();
        try {
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Method handle = signalType.getMethod("handle", signalType, handlerType);
            for (String name : NUMBERS.keySet()) {
                Object handler =
                        Proxy.newProxyInstance(
                                StopSignals.class.getClassLoader(),
                                new Class<?>[] {handlerType},
                                (_, method, _) -> signals.received(method, name));
                handle.invoke(
                        null, signalType.getConstructor(String.class).newInstance(name), handler);
            }
        } catch (ReflectiveOperationException e) {
            LOG.warn("event=signals_unavailable; the program ends at once when it is stopped", e);
        }
        return signals;
    }

    /// Does this at each SIGHUP from now on, on a thread of its own.
    public void onHangup(Runnable action) {
        if (!isTerminal(System.console())) {
            hangup = action;
        }
    }

    private static boolean isTerminal(@Nullable Console console) {
        return console != null && console.isTerminal();
    }

    /// Waits for the first signal.
    ///
    /// @return the exit code that tells of it
    public int await() {
        String name = first.join();
        LOG.info("event=stopping signal=SIG{}; once more to stop at once", name);
        return exitCode(name);
    }

    private @Nullable Object received(Method method, String name) {
        if (!method.getName().equals("handle")) {
            return null;
        }
        Runnable action = hangup;
        if (name.equals("HUP") && action != null) {
            action.run();
        } else if (!first.complete(name)) {
            Runtime.getRuntime().halt(exitCode(name));
        }
        return null;
    }

    private static int exitCode(String name) {
        return SIGNAL_BASE + NUMBERS.getOrDefault(name, 0);
    }
}
