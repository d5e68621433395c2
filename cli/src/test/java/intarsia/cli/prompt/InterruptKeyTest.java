package intarsia.cli.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class InterruptKeyTest {
    private static final int PATIENCE_SECONDS = 60;

    private static Object key() throws ReflectiveOperationException {
        return Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance("INT");
    }

    /** A shell without job control has what it starts in the background ignore the key, and the JVM leaves that as it is. */
    private static boolean ignored() throws ReflectiveOperationException {
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Method handle = key().getClass().getMethod("handle", key().getClass(), handler);
        Object before = handle.invoke(null, key(), handler.getField("SIG_DFL").get(null));
        handle.invoke(null, key(), before);
        return before == handler.getField("SIG_IGN").get(null);
    }

    private static void await(CountDownLatch pressed) throws InterruptedException {
        assertTrue(pressed.await(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "the key was not heard in " + PATIENCE_SECONDS + " s");
    }

    private static void press() throws ReflectiveOperationException {
        key().getClass().getMethod("raise", key().getClass()).invoke(null, key());
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
