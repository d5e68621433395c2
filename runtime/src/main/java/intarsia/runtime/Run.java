package intarsia.runtime;

import intarsia.ir.Symbols;
import intarsia.ir.device.Device;
import intarsia.ir.device.Target;
import intarsia.runtime.launch.LaunchCheck;
import intarsia.runtime.launch.SymbolValues;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A program with its tensors, ready to run any number of times. On an engine that shares memory, {@link #set} and
 * {@link #run()} allocate nothing on the Java heap.
 *
 * <p>Runs from several threads queue. {@code set} followed by {@code run} is for one thread at a time; where several share a
 * run object, {@link #run(Map)} does both as one.
 */
public final class Run implements AutoCloseable {
    private final Program program;
    private final Binding binding;
    private final SymbolValues symbols;
    private final LaunchCheck check;
    private final Device.Bound bound;
    private final Tensor[] tensors;
    private final ReentrantLock turn = new ReentrantLock(true);
    private boolean closed;

    Run(Binding binding) {
        this.binding = binding;
        program = binding.program;
        try {
            symbols = new SymbolValues("plan " + program.declared().name(), program.declared().symbols());
            check = new LaunchCheck(program.declared(), symbols, binding.given, program.engine().target().map(Target::tensorAlignment).orElse(1));
            binding.inferSymbols(symbols);
            bound = program.engine().device().bind(program.declared(), program.kernels(), binding.given.stream().map(g -> g.memory()).toList());
        } catch (RuntimeException | Error e) {
            binding.close();
            throw e;
        }
        tensors = binding.tensors.toArray(Tensor[]::new);
    }

    public Program program() {
        return program;
    }

    /** The index of a symbol, for {@link #set(int, long)}. */
    public int symbol(String name) {
        return symbols.index(name);
    }

    /**
     * Gives a symbol its value for the runs that follow.
     *
     * @throws IllegalArgumentException where there is no such symbol, or the value is outside its declared range or off its divisor
     */
    public Run set(String symbol, long value) {
        return set(symbols.index(symbol), value);
    }

    /** The same by index. */
    public Run set(int symbol, long value) {
        symbols.set(symbol, value);
        return this;
    }

    /**
     * Checks sizes and values, runs all steps and waits for them.
     *
     * @throws IllegalArgumentException where a tensor is too small for what the steps reach under the symbols, its shape does
     *                                  not fit, or values leave their declared range; names plan, step and parameter
     * @throws IllegalStateException    where a tensor is closed
     * @throws intarsia.runtime.cpu.KernelFailedException where a kernel stops, on engine {@code jvm}
     * @throws java.util.concurrent.CancellationException  after {@link #cancel}
     */
    public void run() {
        turn.lock();
        try {
            checkedRun();
        } finally {
            turn.unlock();
        }
    }

    /** Sets symbols and runs, with no other thread's values in between. */
    public void run(Map<String, Long> values) {
        turn.lock();
        try {
            symbols.setAll(values);
            checkedRun();
        } finally {
            turn.unlock();
        }
    }

    /** Takes all symbols from elsewhere and runs, with no other thread's values in between. */
    public void run(Symbols values) {
        turn.lock();
        try {
            symbols.setFrom(values);
            checkedRun();
        } finally {
            turn.unlock();
        }
    }

    private void checkedRun() {
        if (closed) {
            throw new IllegalStateException("this run of plan " + program.declared().name() + " is closed");
        }
        int held = 0;
        try {
            for (; held < tensors.length; held++) {
                hold(tensors[held]);
            }
            copyIn();
            check.check();
            bound.run(symbols);
            copyBack();
        } finally {
            while (held > 0) {
                tensors[--held].arena().release();
            }
            Reference.reachabilityFence(this); // the kernels have addresses, which keep no memory alive
        }
    }

    /** Keeps a tensor's memory until it is released. */
    private void hold(Tensor t) {
        boolean held = t.arena().hold();
        if (held && t.usable()) {
            return;
        }
        if (held) {
            t.arena().release();
        }
        throw new IllegalStateException("plan " + program.declared().name() + ": a tensor " + t + " that is bound to it is closed");
    }

    private void copyIn() {
        for (int i = 0; i < binding.mirrors.size(); i++) {
            Binding.Mirror m = binding.mirrors.get(i);
            m.copy().write(0, m.tensor().segment());
        }
    }

    private void copyBack() {
        for (int i = 0; i < binding.mirrors.size(); i++) {
            Binding.Mirror m = binding.mirrors.get(i);
            if (m.back()) {
                m.copy().read(0, m.tensor().segment());
            }
        }
    }

    /** Ends the run in progress before its next step, from any thread; does nothing where there is none. */
    public void cancel() {
        bound.cancel();
    }

    /** Frees what was allocated for it, after the run in progress; the tensors stay. */
    @Override
    public void close() {
        turn.lock();
        try {
            if (!closed) {
                closed = true;
                bound.close();
                binding.close();
            }
        } finally {
            turn.unlock();
        }
    }
}
