package intarsia.cli.asm;

import intarsia.cli.child.Child;
import intarsia.cli.child.Executable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The disassembler of GNU binutils, a program of its own.
 *
 * @param program that is started
 */
public record Objdump(Path program) {
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final int MOST_OUTPUT = 64 << 20;

    /** The one on the path, where there is one. */
    public static Optional<Objdump> onPath() {
        return Executable.onPath("objdump").map(Objdump::new);
    }

    /**
     * The instructions of a method for x86-64.
     *
     * @throws IOException where it does not start, or says that it failed
     */
    public List<Instruction> disassemble(PrintedMethod method) throws IOException, InterruptedException {
        Path file = Files.createTempFile("intarsia", ".bin");
        try {
            Files.write(file, method.code());
            Child.Said said = Child.start(List.of(program.toString(), "-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", "-w", "--no-show-raw-insn",
                file.toString()), MOST_OUTPUT).await(TIME);
            return Instruction.in(said.outOf(program.toString()), method.notes());
        } finally {
            Files.delete(file);
        }
    }
}
