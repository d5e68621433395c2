package intarsia.runtime.cpu;

import intarsia.ir.Symbol;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

/**
 * The kernels of a plan on their way to full speed. A kernel on the Vector API is 50 to 1000 times slower until C2 has
 * compiled it, so its plain twin runs meanwhile, while a thread calls the kernel itself on a few blocks of memory of its own
 * until C2 has done its work. The thread takes a third of a core at most, at first all of one where somebody waits, and ends by itself.
 */
public final class Warming implements AutoCloseable {
    /** Rounds after which a kernel is given up, and is left to the calls of plans: C2 has not wanted it so far. */
    private static final int MOST_ROUNDS = 5_000;
    /** Kernels that C2 is asked for at a time, so that it never waits for one. */
    static final int AHEAD = 32;
    /** Bytes that two classes have at most to be asked for at a time: C2, which compiles two, takes some 10 KB of memory a byte. */
    static final int PAIR = 20_000;
    /** What stands for symbols that may be larger, where kernels are compared. */
    private static final long TYPICAL = 1 << 12;
    private static final System.Logger LOG = System.getLogger("intarsia.runtime");
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2), AWAITED_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final Plan plan;
    private final Duration delay;
    /** Those that read most in a run first. */
    private final List<Cold> cold;
    /** Let go where it is stopped before its time has come. */
    private final CountDownLatch begin = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger warm = new AtomicInteger();
    /** Threads that wait for it, and leave their cores to it. */
    private final AtomicInteger awaited = new AtomicInteger();
    private volatile boolean stopped;

    Warming(Plan plan, List<CpuKernel> kernels, Duration delay) {
        this.plan = plan;
        this.delay = delay;
        Map<KernelClasses.Code, Set<Integer>> classes = new LinkedHashMap<>();
        for (int i = 0; i < kernels.size(); i++) {
            CpuKernel k = kernels.get(i);
            if (k.cool()) {
                classes.computeIfAbsent(k.code(), _ -> new LinkedHashSet<>()).add(i);
            }
        }
        cold = classes.values().stream().map(steps -> cold(kernels, steps)).sorted(Comparator.comparingLong(c -> -c.bytes)).toList();
        Thread.ofPlatform().daemon().name("intarsia-warm").start(this::work);
    }

    /** Cold kernels of one class, with a step that calls one, and the bytes that all steps which do so read and write. */
    private record Cold(List<CpuKernel> kernels, Step step, long bytes) {
        Practice practise(Plan plan, PracticeMemory memory) {
            return new Practice(plan, step, kernels, memory);
        }
    }

    private Cold cold(List<CpuKernel> kernels, Set<Integer> steps) {
        Step one = plan.steps().get(steps.iterator().next());
        return new Cold(steps.stream().map(kernels::get).distinct().toList(), one, steps.stream().mapToLong(s -> bytes(plan.steps().get(s))).sum());
    }

    private long bytes(Step s) {
        return s.buffers().stream().mapToLong(b -> plan.buffers().get(b).bytes(name -> typical(plan.symbol(name)))).sum();
    }

    private static long typical(Symbol s) {
        return Math.clamp(Math.max(1, TYPICAL / s.divisor()) * s.divisor(), s.min(), s.max());
    }

    /** Kernels that were cold when it began. */
    public int kernels() {
        return cold.stream().mapToInt(c -> c.kernels.size()).sum();
    }

    /** Kernels that are at full speed by now. */
    public int warm() {
        return warm.get();
    }

    /** Waits until all are warm or given up; whether they were in time. Meanwhile kernels are called without pauses until C2 has them before it. */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        awaited.incrementAndGet();
        try {
            return end.await(time, unit);
        } finally {
            awaited.decrementAndGet();
        }
    }

    /** Ends it after the round in progress and waits for that; kernels that are not warm stay plain. */
    @Override
    public void close() {
        stopped = true;
        begin.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                end.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try (PracticeMemory memory = new PracticeMemory()) {
            if (begin.await(delay.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
            practised(true);
            Deque<Practice> asked = new ArrayDeque<>();
            List<Cold> waiting = new ArrayList<>(cold);
            while (!stopped && (!waiting.isEmpty() || !asked.isEmpty())) {
                Optional<Cold> next = next(waiting, asked);
                if (next.isPresent()) {
                    Cold c = next.get();
                    waiting.remove(c);
                    attempt(c.kernels, () -> asked.add(c.practise(plan, memory)));
                    ask(asked);
                } else {
                    look(asked);
                }
                asked.forEach(p -> attempt(p.kernels(), p::remind));
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "the warm-up was interrupted", e);
        } finally {
            practised(false);
            end.countDown();
        }
    }

    private static Optional<Cold> next(List<Cold> waiting, Deque<Practice> asked) {
        return next(waiting, c -> bytes(c.kernels), asked.stream().map(p -> bytes(p.kernels())).toList());
    }

    /** The first that may be asked for beside others, of which the bytes of their classes are known: any where there are none. */
    static <T> Optional<T> next(List<T> waiting, ToIntFunction<T> bytes, List<Integer> asked) {
        int room = asked.isEmpty() ? Integer.MAX_VALUE : PAIR - Collections.max(asked);
        return asked.size() == AHEAD ? Optional.empty() : waiting.stream().filter(c -> bytes.applyAsInt(c) <= room).findFirst();
    }

    private static int bytes(List<CpuKernel> kernels) {
        return kernels.getFirst().artefact().bytes().length;
    }

    private void practised(boolean now) {
        cold.forEach(c -> c.kernels.forEach(k -> k.practised(now)));
    }

    /** Practises the last until C2 wants it. */
    private void ask(Deque<Practice> asked) {
        while (!stopped && !asked.isEmpty() && !asked.getLast().isKnown()) {
            Practice p = asked.removeLast();
            long start = System.nanoTime();
            if (attempt(p.kernels(), p::round)) asked.addLast(p);
            pause(start, 0);
        }
    }

    /** Sees after the first, whether C2 has it, and puts it last if not. */
    private void look(Deque<Practice> asked) {
        Practice p = asked.removeFirst();
        long start = System.nanoTime();
        boolean works;
        do {
            works = attempt(p.kernels(), p::round);
        } while (works && p.isQuiet() && !p.warm() && !stopped);
        if (p.warm() || p.rounds() >= MOST_ROUNDS) {
            p.kernels().forEach(CpuKernel::warm);
            warm.addAndGet(p.warm() ? p.kernels().size() : 0);
        } else if (works) {
            asked.addLast(p);
            pause(start, AWAITED_PAUSE);
        }
    }

    /** Twice as long as it took; where somebody waits not longer than that. */
    private void pause(long start, long awaitedPause) {
        long most = awaited.get() > 0 ? awaitedPause : Long.MAX_VALUE;
        LockSupport.parkNanos(Math.min(Math.max(2 * (System.nanoTime() - start), SHORTEST_PAUSE), most));
    }

    /** Where a kernel cannot be practised, for it asserts what zeros do not keep, plans call it as it is. */
    private static boolean attempt(List<CpuKernel> kernels, Runnable part) {
        try {
            part.run();
            return true;
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "kernel " + kernels.getFirst().artefact().kernel().name() + " is not warmed", e);
            kernels.forEach(CpuKernel::warm);
            return false;
        }
    }
}
