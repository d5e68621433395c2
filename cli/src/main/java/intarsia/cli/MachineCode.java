package intarsia.cli;

import intarsia.cli.asm.AsmReport;
import intarsia.cli.asm.CompiledKernel;
import intarsia.cli.asm.CompilingJvm;
import intarsia.cli.asm.Instruction;
import intarsia.cli.asm.NoCodeException;
import intarsia.cli.asm.Objdump;
import intarsia.cli.figure.Json;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.runtime.Engine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The stage {@code asm}: what C2 makes of a kernel, in a JVM that does nothing else. */
final class MachineCode {
    private static final Set<String> X86 = Set.of("amd64", "x86_64");

    private static final String WANTED = "instructions and counts are shown where the code is of x86-64 and objdump (of binutils) is on PATH";

    private MachineCode() { }

    /** The report on the kernel of a plan of one step. */
    static String of(Plan one, Target target, boolean json) {
        Optional<Target> run = Engine.jvm().target();
        if (!run.equals(Optional.of(target))) {
            throw UserError.usage("--stage asm with --target " + target.id() + "; wanted " + run.map(Target::id).orElse("none")
                + ", which is what this JVM runs; INTARSIA_JAVA_OPTS=-XX:MaxVectorSize=BYTES makes its vectors narrower");
        }
        try {
            var report = new AsmReport(one.name(), target.id(), compiled(one));
            Optional<Objdump> objdump = X86.contains(System.getProperty("os.arch")) ? Objdump.onPath() : Optional.empty();
            if (objdump.isEmpty()) return json ? Json.text(report.json(List.of())) + "\n" : report.bytes(WANTED);
            List<Instruction> code = objdump.get().disassemble(report.compiled().method());
            return json ? Json.text(report.json(code)) + "\n" : report.instructions(code);
        } catch (NoCodeException | IOException e) {
            throw UserError.machine(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.machine("interrupted");
        }
    }

    private static CompiledKernel compiled(Plan one) throws IOException, NoCodeException, InterruptedException {
        try (var jvm = CompilingJvm.start(one); var _ = Interrupt.calling(jvm::stop); var _ = Progress.start("compiling kernel " + one.name())) {
            return jvm.await();
        }
    }
}
