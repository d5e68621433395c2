package intarsia.codegen.jvm;

import intarsia.ir.Kernel;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Target;
import org.jspecify.annotations.Nullable;

/** What a class was just made from. */
final class Compiled implements Artefact.Made {
    private final Kernel kernel;
    private final Target target;
    private final KernelClass.Code code;
    /** Kept once it is made: who saves a kernel is who is about to run it. */
    private byte @Nullable [] plain;

    Compiled(Kernel kernel, Target target, KernelClass.Code code) {
        this.kernel = kernel;
        this.target = target;
        this.code = code;
    }

    @Override
    public Kernel kernel() {
        return kernel;
    }

    @Override
    public String listing() {
        return Listing.of(kernel, target, code);
    }

    @Override
    public synchronized byte[] plain() {
        byte[] made = plain;
        if (made == null) {
            made = PlainClass.of(KernelClass.of(kernel, target, false).bytes());
            plain = made;
        }
        return made;
    }
}
