package intarsia.codegen.jvm;

import intarsia.ir.Kernel;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Sections;
import intarsia.ir.device.Target;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * A kernel whose class was saved. A launch needs the classes and the parameters; the text of the kernel is long, and is
 * read only for those who ask for the kernel or the listing, which the generator writes again.
 */
record Restored(Target target, byte[] text, byte[] plain) implements Artefact.Made {
    private static final int PARTS = 4;

    static byte[] save(Artefact.ClassFile code) {
        Kernel k = code.kernel();
        return Sections.join(Sections.of(Printer.print(k.declaration())), Sections.of(Printer.print(k)), code.bytes(), code.made().plain());
    }

    static Artefact.ClassFile of(byte[] saved, Target target) {
        List<byte[]> parts = Sections.split(saved, PARTS);
        Kernel declared = Parser.parse(Sections.text(parts.get(0)), "saved kernel");
        return new Artefact.ClassFile(declared.params(), target, parts.get(2), MethodHandles.lookup(), new Restored(target, parts.get(1), parts.get(3)));
    }

    @Override
    public Kernel kernel() {
        return Parser.parse(Sections.text(text), "saved kernel");
    }

    @Override
    public String listing() {
        Kernel k = kernel();
        return new Compiled(k, target, KernelClass.of(k, target, true)).listing();
    }
}
