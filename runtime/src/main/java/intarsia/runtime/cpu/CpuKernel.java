package intarsia.runtime.cpu;

import intarsia.ir.device.Artefact;
import intarsia.ir.device.Device;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A class of the JVM engine, ready to be called. It is defined when it is first asked for; where it was {@link #cool cooled}
 * before, its plain twin is called until it is {@link #warm warm}. Both give the same results, so that may change between
 * any two calls.
 */
final class CpuKernel implements Device.Loaded {
    private final Artefact.ClassFile artefact;
    /** {@code (long[] args, int lo, int hi)}; null before anybody has asked. */
    private volatile @Nullable MethodHandle run;
    private volatile boolean cold;
    private volatile boolean practised;
    /** The class itself, once it is defined; guarded by this. */
    private @Nullable MethodHandle own;

    CpuKernel(Artefact.ClassFile artefact) {
        this.artefact = artefact;
    }

    @Override
    public Artefact.ClassFile artefact() {
        return artefact;
    }

    /**
     * What to call now, by {@code invokeExact}. A handle that is no constant costs about 5 ns a call, as much as an interface
     * instance that holds it as a constant (measured), so there is none.
     */
    MethodHandle run() {
        MethodHandle now = run;
        return now != null ? now : defined();
    }

    private synchronized MethodHandle defined() {
        MethodHandle now = run;
        if (now == null) {
            now = own();
            run = now;
        }
        return now;
    }

    /** Lets the plain twin run first, unless the class is already in use; whether it does. */
    synchronized boolean cool() {
        if (run == null) {
            run = KernelClasses.of(artefact, artefact.made().plain());
            cold = true;
        }
        return cold;
    }

    /** Whether the plain twin runs. */
    boolean cold() {
        return cold;
    }

    /** Whether a warm-up is at work on it. */
    boolean practised() {
        return practised;
    }

    void practised(boolean now) {
        practised = now;
    }

    /** The class itself, whatever runs: what the warm-up calls. */
    synchronized CpuKernel itself() {
        CpuKernel other = new CpuKernel(artefact);
        other.run = own();
        return other;
    }

    /** From now on the class itself is called. */
    synchronized void warm() {
        run = own();
        cold = false;
    }

    /** The same for kernels that are one class. */
    KernelClasses.Code code() {
        return KernelClasses.Code.of(artefact, artefact.bytes());
    }

    private MethodHandle own() {
        MethodHandle defined = own;
        if (defined == null) {
            defined = KernelClasses.of(artefact, artefact.bytes());
            own = defined;
        }
        return defined;
    }
}
