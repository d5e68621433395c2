package intarsia.codegen.jvm;

import intarsia.ir.device.Artefact;
import intarsia.ir.device.Target;
import intarsia.ir.text.Parser;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** A kernel from its text, compiled and ready to call. */
final class Runner {
    private static final MethodType TYPE = MethodType.methodType(void.class, long[].class, int.class, int.class);
    final Artefact.ClassFile artefact;
    private final MethodHandle run;

    private Runner(Artefact.ClassFile artefact, byte[] bytes) {
        this.artefact = artefact;
        try {
            MethodHandles.Lookup hidden = artefact.definer().defineHiddenClass(bytes, true);
            run = hidden.findStatic(hidden.lookupClass(), Artefact.ClassFile.METHOD, TYPE);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(artefact.listing(), e);
        }
    }

    static Runner of(String text) {
        var kernel = Parser.parse(text);
        Artefact.ClassFile artefact = new JvmBackend().compile(kernel, target(kernel.lanes()));
        return new Runner(artefact, artefact.bytes());
    }

    /** The same kernel on plain arrays. */
    Runner plain() {
        return new Runner(artefact, artefact.made().plain());
    }

    /** The target of this machine, with other lanes where it has no such width. */
    static Target target(int lanes) {
        Target best = new JvmBackend().targets().getFirst();
        return new Target(best.engine(), best.arch(), lanes, best.warps(), best.registers(), best.features());
    }

    void run(long[] args, int lo, int hi) {
        try {
            run.invokeExact(args, lo, hi);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Text of a kernel with pointers %0 to %3, a number %4, the block %5, constants %6 = 0 and %7 = 4 · lanes, and
     * %8 = %5 · %7.
     */
    static String text(int lanes, String body) {
        return """
            intarsia 1
            lane kernel test {
              in a %%0: ptr
              in b %%1: ptr
              in c %%2: ptr
              out r %%3: ptr
              in n %%4: i64
              grid [1]
              lanes %d warps 1
              blocks { (%%5: i64)
                %%6: i64 = const 0
                %%7: i64 = const %d
                %%8: i64 = mul %%5, %%7
            %s
              }
            }
            """.formatted(lanes, 4 * lanes, body);
    }
}
