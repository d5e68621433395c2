package intarsia.cli.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class InterruptKeyTest {
    private static void press() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        signal.getMethod("raise", signal).invoke(null, signal.getConstructor(String.class).newInstance("INT"));
    }

    @Test void theKeyIsHeardEachTimeAndOnlyWhileItIsOpen() throws ReflectiveOperationException, InterruptedException {
        AtomicInteger outer = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2), one = new CountDownLatch(1);
        try (var _ = InterruptKey.calling(() -> {
            outer.incrementAndGet();
            one.countDown();
        })) {
            try (var _ = InterruptKey.calling(two::countDown)) {
                press();
                press();
                two.await();
                assertEquals(0, outer.get());
            }
            press();
            one.await();
        } catch (InvocationTargetException e) {
            throw new AssertionError("the JVM has no such signal", e);
        }
    }
}
