package intarsia.codegen.jvm;

import intarsia.ir.Kernel;
import intarsia.ir.Stmt;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Target;
import java.util.List;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.LimitExceededException;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The class of one kernel: {@code run}, and where the kernel needs scratch, {@code blocks} that it borrows it for. */
final class KernelClass {
    /** The method that computes where {@code run} only borrows scratch. */
    static final String BLOCKS = "blocks";
    /** How names of kernel classes begin. */
    static final String PREFIX = "Kernel$";
    private static final String RUN_TYPE = "([JII)V";
    private static final String BLOCKS_TYPE = "([JIIJ)V";
    /** What computing frames may take, in bytes and in steps of about a nanosecond: every line begins a frame of all locals. ASM's own limits are for classes of strangers. */
    private static final int FRAME_BYTES = 1 << 28;
    private static final long FRAME_STEPS = 4_000_000_000L;

    /** Class bytes and the statement of each line number. */
    record Code(byte[] bytes, List<Stmt> lines) {
    }

    private final Kernel kernel;
    private final Target target;
    private final boolean exact;
    private final String name;
    private final ClassWriter type;
    private final Tables tables;

    private KernelClass(Kernel kernel, Target target, boolean exact) {
        this.kernel = kernel;
        this.target = target;
        this.exact = exact;
        this.name = KernelClass.class.getPackageName().replace('.', '/') + "/" + PREFIX + kernel.name().replace('.', '_');
        this.tables = new Tables(name, 32 * kernel.lanes());
        this.type = new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS) {
            // Locals of different classes meet only where they are dead.
            @Override
            protected String getCommonSuperClass(String a, String b) {
                return "java/lang/Object";
            }
        };
        type.setComputeLimits(FRAME_BYTES, FRAME_STEPS);
    }

    /**
     * Emits twice where the first time shows that scratch is needed: then the method has one argument more.
     *
     * @param exact whether C2 is told the exact classes of vectors
     */
    static Code of(Kernel kernel, Target target, boolean exact) {
        try {
            return written(kernel, target, exact);
        } catch (LimitExceededException e) {
            throw new IllegalArgumentException("kernel " + kernel.name() + ": the frames of its bytecode take too long to compute ("
                    + e.getMessage() + "); choose smaller tiles", e);
        }
    }

    private static Code written(Kernel kernel, Target target, boolean exact) {
        KernelClass first = new KernelClass(kernel, target, exact);
        Emitter emitter = first.emit(Artefact.ClassFile.METHOD, RUN_TYPE);
        int scratch = emitter.scratch.bytes();
        if (scratch == 0) {
            return first.finish(emitter);
        }
        KernelClass second = new KernelClass(kernel, target, exact);
        emitter = second.emit(BLOCKS, BLOCKS_TYPE);
        second.borrow(scratch);
        return second.finish(emitter);
    }

    private Emitter emit(String method, String descriptor) {
        type.visit(Opcodes.V25, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC, name, null, "java/lang/Object", null);
        type.visitSource(kernel.name(), null);
        MethodVisitor mv = type.visitMethod(Opcodes.ACC_STATIC | Opcodes.ACC_PUBLIC, method, descriptor, null, null);
        mv.visitCode();
        if (exact) refuseQuickly(mv);
        Emitter e = new Emitter(kernel, target, new Asm(mv), tables, exact);
        e.kernel();
        end(mv);
        return e;
    }

    /**
     * Has the quick compiler refuse the method at once, so that C2 takes the interpreter's profile: it would work on it for 50 to 100 ms, for code that makes vectors objects as the
     * interpreter does. It compiles no handler that control also reaches otherwise; nothing here can throw, so to C2 this is nothing. A cold model has its first token 0.3 s sooner.
     */
    private static void refuseQuickly(MethodVisitor mv) {
        Label from = new Label();
        Label handler = new Label();
        mv.visitTryCatchBlock(from, handler, handler, null);
        mv.visitLabel(from);
        mv.visitInsn(Opcodes.ACONST_NULL);
        mv.visitLabel(handler);
        mv.visitInsn(Opcodes.POP);
    }

    /** Around the kernel and not in it: an exception handler would keep its values alive. */
    private void borrow(int bytes) {
        MethodVisitor mv = type.visitMethod(Opcodes.ACC_STATIC | Opcodes.ACC_PUBLIC, Artefact.ClassFile.METHOD, RUN_TYPE, null, null);
        mv.visitCode();
        Asm asm = new Asm(mv);
        Label from = new Label();
        Label to = new Label();
        Label failed = new Label();
        mv.visitTryCatchBlock(from, to, failed, null);
        asm.pushInt(bytes);
        asm.callStatic(Type.getInternalName(Scratch.class), "acquire", "(I)J");
        asm.var(Opcodes.LSTORE, Emitter.SCRATCH);
        asm.label(from);
        asm.var(Opcodes.ALOAD, Emitter.ARGS);
        asm.var(Opcodes.ILOAD, Emitter.LO);
        asm.var(Opcodes.ILOAD, Emitter.HI);
        asm.var(Opcodes.LLOAD, Emitter.SCRATCH);
        asm.callStatic(name, BLOCKS, BLOCKS_TYPE);
        asm.label(to);
        release(asm, bytes);
        asm.op(Opcodes.RETURN);
        asm.label(failed);
        release(asm, bytes);
        asm.op(Opcodes.ATHROW);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    private static void release(Asm asm, int bytes) {
        asm.var(Opcodes.LLOAD, Emitter.SCRATCH);
        asm.pushInt(bytes);
        asm.callStatic(Type.getInternalName(Scratch.class), "release", "(JI)V");
    }

    private static void end(MethodVisitor mv) {
        mv.visitInsn(Opcodes.RETURN);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    private Code finish(Emitter emitter) {
        tables.define(type);
        type.visitEnd();
        try {
            return new Code(type.toByteArray(), List.copyOf(emitter.lines));
        } catch (MethodTooLargeException e) {
            throw new IllegalArgumentException("kernel " + kernel.name() + ": " + e.getCodeSize() + " bytes of bytecode in " + e.getMethodName()
                    + "; a JVM method holds 65535; choose smaller tiles", e);
        } catch (ClassTooLargeException e) {
            throw new IllegalArgumentException("kernel " + kernel.name() + ": " + e.getConstantPoolCount()
                    + " constants; a JVM class holds 65535; choose smaller tiles", e);
        }
    }
}
