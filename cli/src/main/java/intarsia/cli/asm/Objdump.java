package intarsia.cli.asm;

import intarsia.cli.child.Child;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1)).filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, "objdump")).filter(Files::isExecutable).findFirst().map(Objdump::new);
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
            if (said.end() != Child.End.EXITED || said.exit() != 0) throw new IOException(program + " failed: " + said.end() + ", " + said.err().strip());
            return Instruction.in(said.out(), method.notes());
        } finally {
            Files.delete(file);
        }
    }
}
