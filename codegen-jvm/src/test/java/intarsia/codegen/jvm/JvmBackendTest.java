package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.device.Backend;
import intarsia.ir.device.Target;
import intarsia.ir.text.Parser;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmBackendTest {
    private static String refused(String body) {
        return String.valueOf(assertThrows(UnsupportedOperationException.class, () -> Runner.of(Runner.text(4, body))).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        %10: <f16x2> = const 0\\n%11: <f16x2> = add %10, %10 | add of <f16x2> | no arithmetic of 16-bit floats
        %10: <bf16x2> = const 0\\n%11: <bf16x2> = fma %10, %10, %10 | fma of <bf16x2> | no arithmetic of 16-bit floats
        %10: <i16x2> = const 0\\n%11: <i1> = cmp.eq %10, %10 | cmp.eq of <i16x2> | a mask has one bit a lane
        %10: <f32> = const 0.0\\n%11: <f32> = round %10 | round of <f32> | feature round
        %10: f32 = const 0.0\\n%11: f32 = exp %10 | exp of f32 | passes expand it
        %10: <i32> = const 0\\n%11: <f32> = cvt.f32.f16 %10 | cvt.f32.f16 of <i32> | cvt_f16_word
        %10: <i32> = const 0\\n%11: <i32> = exchange %10, 4 | exchange of <i32> | distance 4 in a warp of 4
        %10: <i32>, %11: <i32> = ld unit.global(%0, %6, 0), 32, false, 2 | ld of <i32> | unit_multiple
        copy.async unit.shared(%0, %6, 0), unit.global(%0, %6, 0), 4 | copy.async of ptr | targets that list it
        wait 0 | wait is not in target | targets that list it
        %10: <f32> = const 0.0\\n%11: <f16x2> = cvt.f16x2.f32 %10, %10 | cvt.f16x2.f32 of <f32> | targets that list it
        %10: <i32> = const 0\\n%11: <i32> = bytes %10, %10, [0, 1, 2, 3] | bytes of <i32> | targets that list it
        %10: <i64> = const 0\\n%11: <i1> = cmp.lt %10, %10 | cmp.lt of <i64> | 32-bit words
        """)
    void whatTheTargetLacksIsAnErrorWithOpTypeAndTarget(String body, String op, String why) {
        String message = refused(body.replace("\\n", "\n"));
        assertTrue(message.contains(op) && message.contains("target jvm-") && message.contains("-4x1") && message.contains(why), message);
    }

    @Test
    void aKernelOfAnotherWidthIsRefused() {
        var kernel = Parser.parse(Runner.text(4, ""));
        String message = String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> new JvmBackend().compile(kernel, Runner.target(8))).getMessage());
        assertTrue(message.contains("lanes 4") && message.contains("wants the lane level, lanes 8"), message);
    }

    @Test
    void aKernelAboveTheLimitOfAMethodIsRefusedAndALongOneSaysThatItIsInterpreted() {
        assertTrue(Runner.of(Runner.text(4, chain(1000))).artefact.listing().startsWith("// kernel test for jvm-"));
        assertTrue(Runner.of(Runner.text(4, chain(1000))).artefact.listing().lines().findFirst().orElse("").contains("the JIT leaves it"));
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Runner.of(Runner.text(4, chain(9000)))).getMessage());
        assertTrue(message.matches("kernel test: \\d+ bytes of bytecode in run; a JVM method holds 65535; choose smaller tiles"), message);
    }

    private static String chain(int ops) {
        StringBuilder body = new StringBuilder("%10: <i32> = const 1\n");
        for (int i = 0; i < ops; i++) {
            body.append("%").append(11 + i).append(": <i32> = mul %").append(10 + i).append(", %10\n");
        }
        return body + "st unit.global(%3, %6, 0), 32, [%" + (10 + ops) + "]";
    }

    @Test
    void localsAreUsedAgainAfterTheLastUseOfAValue() {
        String listing = Runner.of(Runner.text(4, chain(300))).artefact.listing();
        int highest = listing.lines().filter(l -> l.contains("astore ")).mapToInt(l -> Integer.parseInt(l.substring(l.lastIndexOf(' ') + 1))).max().orElse(0);
        assertTrue(highest < 30, () -> "local " + highest);
    }

    @Test
    void theListingShowsEachStatementAboveItsInstructions() {
        String listing = Runner.of(Runner.text(4, chain(1))).artefact.listing();
        assertTrue(listing.matches("(?s).*// %11: <i32> = mul %10, %10\n +aload (\\d+)\n +aload \\1\n +invokevirtual IntVector.mul\\(.*"), listing);
    }

    @Test
    void targetsAreThePreferredWidthAndThoseBelow() {
        List<Target> targets = new JvmBackend().targets();
        int widest = jdk.incubator.vector.IntVector.SPECIES_PREFERRED.length();
        assertEquals(Math.min(16, widest), targets.getFirst().lanes());
        assertTrue(targets.stream().allMatch(t -> t.warps() == 1 && t.engine().equals("jvm") && t.lanes() >= 4));
        assertEquals(Set.of(Target.Feature.CVT_F16_SCALAR, Target.Feature.UNALIGNED, Target.Feature.DECODE, Target.Feature.DOT4), Machine.target("aarch64", 4, 4).features());
        assertEquals("jvm-neon-4x1", Machine.target("aarch64", 4, 4).id());
        assertTrue(Machine.target("amd64", 8, 4).has(Target.Feature.MASKED_32));
        assertTrue(Machine.target("amd64", 16, 16).has(Target.Feature.TABLE_HALVES));
        assertFalse(Machine.target("amd64", 8, 8).has(Target.Feature.TABLE_HALVES));
    }

    @Test
    void withoutTheVectorModuleThereAreNoTargetsAndAReason() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Reason.class.getName()).redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), said);
        assertTrue(said.contains("[] the module jdk.incubator.vector is not resolved; start Java with --add-modules jdk.incubator.vector"), said);
    }

    /** Prints targets and what is missing. */
    static final class Reason {
        private Reason() {
        }

        public static void main(String[] args) {
            System.out.println(new JvmBackend().targets() + " " + new JvmBackend().missing());
        }
    }

    @Test
    void theServiceIsTheSameOnClassPathAndModulePath() throws IOException {
        assertTrue(ServiceLoader.load(Backend.class).stream().anyMatch(p -> p.type() == JvmBackend.class));
        try (InputStream in = Files.newInputStream(classes().resolve("module-info.class"))) {
            List<String> provided = ModuleDescriptor.read(in).provides().stream().filter(p -> p.service().equals(Backend.class.getName()))
                    .flatMap(p -> p.providers().stream()).toList();
            assertEquals(Files.readAllLines(classes().resolve("META-INF/services/" + Backend.class.getName())), provided);
        }
    }

    private static Path classes() {
        return Path.of("target", "classes");
    }
}
