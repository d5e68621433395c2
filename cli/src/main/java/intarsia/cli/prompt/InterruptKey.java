package intarsia.cli.prompt;

import java.lang.reflect.Proxy;

/**
 * What Ctrl-C does while this is open, in place of ending the process. The JVM tells of signals in a class that is no part of Java SE; where it is not there, or somebody else has the
 * signal ({@code -Xrs}), Ctrl-C stays as it is.
 */
public final class InterruptKey implements AutoCloseable {
    private static final String SIGNAL = "sun.misc.Signal", HANDLER = "sun.misc.SignalHandler", NAME = "INT";

    /** Puts back what was there. */
    private final Runnable restore;

    private InterruptKey(Runnable restore) {
        this.restore = restore;
    }

    /** Calls {@code pressed}, on a thread of its own, each time the key is pressed. */
    public static InterruptKey calling(Runnable pressed) {
        try {
            Class<?> handler = Class.forName(HANDLER);
            Object before = handle(Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    pressed.run();
                    yield null;
                }
                case "equals" -> self == arguments[0];
                case "hashCode" -> System.identityHashCode(self);
                default -> "Ctrl-C of intarsia";
            }));
            return new InterruptKey(() -> restored(before));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            System.getLogger("intarsia.cli").log(System.Logger.Level.DEBUG, "Ctrl-C ends the process", e);
            return new InterruptKey(() -> { });
        }
    }

    /** Has the signal handled; by whom it was before. */
    private static Object handle(Object by) throws ReflectiveOperationException {
        Class<?> signal = Class.forName(SIGNAL);
        return signal.getMethod("handle", signal, Class.forName(HANDLER)).invoke(null, signal.getConstructor(String.class).newInstance(NAME), by);
    }

    private static void restored(Object before) {
        try {
            handle(before);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Ctrl-C cannot be given back", e);
        }
    }

    @Override public void close() {
        restore.run();
    }
}
