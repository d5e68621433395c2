package intarsia.cli.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class InterruptKeyTest {
    private static final int PATIENCE_SECONDS = 60;

    /** A shell without job control has what it starts in the background ignore the key, and the JVM leaves that as it is. */
    private static boolean ignored() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal"), handler = Class.forName("sun.misc.SignalHandler");
        Object key = signal.getConstructor(String.class).newInstance("INT"), ignores = handler.getField("SIG_IGN").get(null);
        Object before = signal.getMethod("handle", signal, handler).invoke(null, key, handler.getField("SIG_DFL").get(null));
        signal.getMethod("handle", signal, handler).invoke(null, key, before);
        return before == ignores;
    }

    private static void await(CountDownLatch pressed) throws InterruptedException {
        assertTrue(pressed.await(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "the key was not heard in " + PATIENCE_SECONDS + " s");
    }

    private static void press() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        signal.getMethod("raise", signal).invoke(null, signal.getConstructor(String.class).newInstance("INT"));
    }

    @Test void theKeyIsHeardEachTimeAndOnlyWhileItIsOpen() throws ReflectiveOperationException, InterruptedException {
        assumeFalse(ignored(), "whoever started this JVM has it ignore the key");
        AtomicInteger outer = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2), one = new CountDownLatch(1);
        try (var _ = InterruptKey.calling(() -> {
            outer.incrementAndGet();
            one.countDown();
        })) {
            try (var _ = InterruptKey.calling(two::countDown)) {
                press();
                press();
                await(two);
                assertEquals(0, outer.get());
            }
            press();
            await(one);
        } catch (InvocationTargetException e) {
            throw new AssertionError("the JVM has no such signal", e);
        }
    }
}
