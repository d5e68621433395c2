package intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import intarsia.cli.asm.Objdump;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The stage {@code asm} of {@code intarsia inspect}. */
final class MachineCodeTest {
    private final Commands commands = new Commands();

    @Test void theCodeOfASmallKernelIsShownAndCounted() {
        assumeTrue(Objdump.onPath().isPresent(), "no objdump on PATH");
        assumeTrue(Set.of("amd64", "x86_64").contains(System.getProperty("os.arch")), "only code of x86-64 is disassembled");
        assertEquals(0, commands.run("inspect", "add", "--stage", "asm"), commands::err);
        List<String> lines = commands.out().lines().toList();
        assertTrue(lines.get(0).startsWith("// kernel add for jvm-") && lines.get(0).contains("method run, code of C2"), commands.out());
        assertEquals("// allocated a launch: 0 bytes (16 launches)", lines.get(1));
        assertTrue(count("adds") > 0 && count("vector loads") >= 2 * count("adds") && count("vector stores") > 0, commands.out());
        assertTrue(lines.stream().anyMatch(l -> l.matches("\\| .*vaddps.*|\\| .*addps.*")), commands.out());
    }

    private int count(String kind) {
        String line = commands.out().lines().filter(l -> l.startsWith("// " + kind + " ")).findFirst().orElseThrow();
        return Integer.parseInt(line.substring(3 + kind.length()).strip().split(" ", -1)[0]);
    }

    @Test void aKernelTooLongForTheJitIsNoCase() {
        assertEquals(3, commands.run("inspect", "softmax", "--stage", "asm"));
        assertTrue(commands.err().contains("above 8000: the JIT leaves it to the interpreter"), commands.err());
    }

    @Test void otherEnginesAndWidthsAreRefused() {
        assertEquals(2, commands.run("inspect", "add", "--stage", "asm", "--target", "ptx"));
        assertTrue(commands.err().contains("wanted a target of engine jvm"), commands.err());
        String narrow = Backends.all().stream().map(Backends.Choice::target).filter(t -> t.engine().equals("jvm")).toList().getLast().id();
        assumeTrue(!Backends.find("jvm").target().id().equals(narrow), "one width only");
        assertEquals(2, commands.run("inspect", "add", "--stage", "asm", "--target", narrow));
        assertTrue(commands.err().contains("which is what this JVM runs"), commands.err());
    }
}
