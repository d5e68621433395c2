package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import intarsia.ir.Symbol;
import intarsia.ir.device.Device;
import intarsia.runtime.cpu.CpuDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KernelCacheTest {
    private final AtomicInteger compiled = new AtomicInteger();

    private static KernelCache.Key key(String text) {
        return new KernelCache.Key(text, "t", "1", "checked false");
    }

    private Device.Loaded compile() {
        compiled.incrementAndGet();
        return new CpuDevice(1).load(FakeCode.code(FakeCode.tile("k", Symbol.runtime("n")), "nothing"));
    }

    @Test
    void severalThreadsThatAskForAKeyGetOneCompilation() throws InterruptedException {
        KernelCache cache = new KernelCache(4);
        Set<Device.Loaded> found = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(8);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                all.countDown();
                found.add(cache.get(key("a"), () -> {
                    try {
                        all.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return compile();
                }));
            }));
        }
        for (Thread t : threads) {
            t.join();
        }
        assertEquals(1, compiled.get());
        assertEquals(1, found.size());
    }

    @Test
    void everyPartOfTheKeyCounts() {
        KernelCache cache = new KernelCache(10);
        for (KernelCache.Key k : List.of(key("a"), key("b"), new KernelCache.Key("a", "u", "1", "checked false"), new KernelCache.Key("a", "t", "2", "checked false"),
                new KernelCache.Key("a", "t", "1", "checked true"), key("a"))) {
            cache.get(k, this::compile);
        }
        assertEquals(5, compiled.get());
    }

    @Test
    void theLeastRecentlyUsedIsDroppedFirst() {
        KernelCache cache = new KernelCache(2);
        Device.Loaded a = cache.get(key("a"), this::compile);
        cache.get(key("b"), this::compile);
        assertSame(a, cache.get(key("a"), this::compile));
        cache.get(key("c"), this::compile);
        assertEquals(2, cache.size());
        assertSame(a, cache.get(key("a"), this::compile));
        assertEquals(3, compiled.get());
        cache.get(key("b"), this::compile);
        assertEquals(4, compiled.get());
    }

    @Test
    void aFailureIsThrownAsItIsAndNotKept() {
        KernelCache cache = new KernelCache(2);
        ArithmeticException failure = new ArithmeticException("no");
        assertSame(failure, assertThrows(ArithmeticException.class, () -> cache.get(key("a"), () -> {
            throw failure;
        })));
        assertEquals(0, cache.size());
        cache.get(key("a"), this::compile);
        assertEquals(1, compiled.get());
    }
}
