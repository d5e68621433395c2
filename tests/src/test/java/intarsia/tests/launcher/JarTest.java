package intarsia.tests.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar intarsia.jar}. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "java is called java.exe there")
final class JarTest {
    @TempDir private Path folder;

    @Test void onAnOlderJavaItStartsItselfOnTheRightOne() throws Exception {
        var addition = new Addition(folder);
        addition.check(Jar.on(Jar.older(), folder).run(addition.arguments()), "");
    }

    @Test void onTheRightJavaItStartsItselfWithTheRightFlags() throws Exception {
        var addition = new Addition(folder);
        addition.check(Jar.on(Jar.here(), folder).run(addition.arguments()), "");
    }

    @Test void itSaysItsVersion() throws Exception {
        var outcome = Jar.on(Jar.here(), folder).run("--version");
        assertEquals("", outcome.err());
        assertTrue(outcome.out().matches("intarsia [0-9]\\S* on JDK 25\\S*\\R"), outcome.out());
    }

    @Test void argumentsAndExitCodeOfTheCommandPassUnchanged() throws Exception {
        var outcome = Jar.on(Jar.older(), folder).run("doctor", "--no such  option '\"$x");
        assertEquals("", outcome.out());
        assertEquals("intarsia: Unknown option: '--no such  option '\"$x'\ntry: intarsia doctor --help\n", outcome.err());
        assertEquals(2, outcome.exit());
    }

    @Test void javaOptionsOfTheUserAreTaken() throws Exception {
        var outcome = Jar.on(Jar.here(), folder).with("INTARSIA_JAVA_OPTS", " -XX:MaxVectorSize=16  --show-version ").run("--version");
        assertTrue(outcome.out().contains("Runtime Environment"), outcome.out());
        assertEquals(0, outcome.exit());
    }

    @Test void withoutAJdkItSaysInThreeLinesWhatToDo() throws Exception {
        var outcome = Jar.on(Jar.older(), folder).with("INTARSIA_JDK_PATH", "/nowhere:" + folder).run("--version");
        var lines = outcome.err().lines().toList();
        assertEquals(3, lines.size(), outcome.err());
        assertTrue(lines.get(0).matches("intarsia: no JDK 25 found; this is Java \\d.*"), lines.get(0));
        assertEquals("  looked at /nowhere:" + folder, lines.get(1));
        assertEquals("  install a JDK 25 (a full JDK, any vendor), or set JAVA_HOME to one", lines.get(2));
        assertEquals("", outcome.out());
        assertEquals(3, outcome.exit());
    }

    /** As an application that is a module itself starts it. There the JVM's notice cannot be avoided. */
    @Test void theModulesRunOnAModulePath() throws Exception {
        var addition = new Addition(folder);
        var onModulePath = Launcher.ofPackaged(folder).through(Jar.java(Jar.here()), "--module-path", Jar.modules().toString(),
            "--enable-native-access=intarsia.runtime,intarsia.codegen.jvm", "-m", "intarsia.cli/intarsia.cli.Main");
        addition.check(onModulePath.run(addition.arguments()), "WARNING: Using incubator modules: jdk.incubator.vector\n");
    }

    /** A user of the library has the jar on the class path and names the module of the Vector API. */
    @Test void aLibraryUserCompilesAndRunsAgainstIt() throws Exception {
        var source = Files.writeString(folder.resolve("Sums.java"), """
            import intarsia.dsl.TileKernel;
            import intarsia.ir.type.DType;
            import intarsia.runtime.Engine;
            import intarsia.runtime.Intarsia;
            import intarsia.runtime.Tensor;
            import java.util.Arrays;
            import java.util.Map;

            class Sums {
                public static void main(String[] args) {
                    var add = TileKernel.define("add", k -> {
                        var n = k.size("n");
                        var x = k.in("x", DType.F32, n);
                        var y = k.out("y", DType.F32, n);
                        var i = k.grid(n.ceilDiv(32)).times(32);
                        y.at(i).store(x.at(i).load(32).plus(x.at(i).load(32)));
                    });
                    Tensor x = Tensor.of(new float[] {1, 2, 3}, 3), y = Tensor.allocate(DType.F32, 3);
                    try (var run = Intarsia.compile(add, Engine.of("jvm")).bind(Map.of("x", x, "y", y))) {
                        run.run();
                    }
                    System.out.println(Arrays.toString(y.toFloats()));
                }
            }
            """);
        var jar = Jar.file().toString();
        var javac = Launcher.ofPackaged(folder).through(Jar.here().resolve("bin/javac").toString(), "-Xlint:all", "-Werror", "-cp", jar);
        var compiled = javac.run("-d", folder.toString(), source.toString());
        assertEquals("", compiled.out() + compiled.err());
        var java = Launcher.ofPackaged(folder).through(Jar.java(Jar.here()), "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");
        assertEquals("[2.0, 4.0, 6.0]\n", java.run("-cp", jar + ":" + folder, "Sums").out());
    }

    @Test void theReadmeSaysWhereItIs() throws IOException {
        assertTrue(Files.readString(Launcher.repository().resolve("README.md")).contains("java -jar cli/target/intarsia.jar"));
    }
}
