package intarsia.codegen.jvm;

import intarsia.ir.Kernel;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Target;

/** What a class was just made from. */
record Compiled(Kernel kernel, Target target, KernelClass.Code code) implements Artefact.Made {
    @Override
    public String listing() {
        return Listing.of(kernel, target, code);
    }

    @Override
    public byte[] plain() {
        return PlainClass.of(KernelClass.of(kernel, target, false).bytes());
    }
}
