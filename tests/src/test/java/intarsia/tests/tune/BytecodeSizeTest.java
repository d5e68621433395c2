package intarsia.tests.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.ir.device.Artefact;
import intarsia.ir.device.Backend;
import intarsia.ir.device.Target;
import intarsia.ir.type.Format;
import intarsia.ir.type.RowPanel;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Kernels of panels, as the rules schedule them, have no more bytecode than the JIT compiles: above it they are left to the interpreter. */
class BytecodeSizeTest {
    /** HotSpot's HugeMethodLimit. */
    private static final int MOST = 8000;
    private static final List<String> FORMATS = List.of("q4_0 i8g32_sf32", "q4_1 i8g32_sf32", "q5_0 i8g32_sf32", "q8_0 i8g32_sf32", "q4_k i8g256_sf32", "q5_k i8g256_sf32", "q6_k i8g256_sf32",
        "q3_k i8g256_sf32", "q2_k i8g256_sf32", "iq4_nl i8g32_sf32", "mx_f4e2m1 i8g32_sf32", "f16 f32", "bf16 f32", "f8e4m3fng32 f32", "q4_0 f32");
    /** Every kind of codes. */
    private static final List<String> CHOSEN = List.of("u1g32_sf16", "q1_0", "q2_0", "u2g32_sf16", "q2_k", "tq2_0", "tq1_0", "u3g32_sf16", "q3_k", "q4_0", "q4_k", "iq4_nl", "mxfp4", "nvfp4",
        "f4e2m1g32_sf16", "u5g32_sf16", "q5_k", "f6e3m2g32_sf16", "nf4g32_sf16", "u6g32_sf16", "q6_k", "u7g32_sf16", "f8e4m3fng32_sf16", "u8g32_sf16", "q8_0");

    @Test
    void panelsOfEveryWidthAreCompiled() {
        Set<String> found = new TreeSet<>();
        for (Backend b : ServiceLoader.load(Backend.class)) {
            for (Target t : b.targets().stream().filter(x -> x.engine().equals("jvm") && x.lanes() >= 4).toList()) {
                for (int rows : List.of(2 * t.lanes(), 4 * t.lanes())) {
                    FORMATS.forEach(f -> longest(b, t, f, rows, found));
                }
            }
        }
        assertEquals(Set.of(), found);
    }

    /** Q1_0 of 64 rows had 11,811 bytes on vectors of 8 words, of machines without tables of halves, and a product took minutes. */
    @Test
    void thePanelsThatAreChosenAreCompiled() {
        List<String> found = new ArrayList<>();
        for (Backend b : ServiceLoader.load(Backend.class)) {
            for (Target t : b.targets().stream().filter(x -> x.engine().equals("jvm") && x.lanes() >= 4).map(x -> x.lanes() < 16 ? withoutTables(x) : x).toList()) {
                for (String f : CHOSEN) {
                    int bytes = bytes(b, t, RowPanel.find(Format.parse(f), t.lanes()).orElseThrow(), "i8g32_sf32", RowPanel.find(Format.parse(f), t.lanes()).orElseThrow().rows());
                    if (bytes > MOST) found.add(f + " of " + t.lanes() + " lanes: " + bytes);
                }
            }
        }
        assertEquals(List.of(), found);
    }

    private static Target withoutTables(Target t) {
        Set<Target.Feature> features = new HashSet<>(t.features());
        features.remove(Target.Feature.TABLE_HALVES);
        return new Target(t.engine(), t.arch(), t.lanes(), t.warps(), t.registers(), features, t.atoms(), t.moves(), t.accesses());
    }

    private static void longest(Backend b, Target t, String formats, int rows, Set<String> found) {
        String[] f = formats.split(" ", -1);
        if (bytes(b, t, Problems.panel(f[0], rows, t), f[1], rows) > MOST) {
            found.add(f[0] + " of " + rows / t.lanes() + " rows a lane");
        }
    }

    private static int bytes(Backend b, Target t, Format weights, String activations, int rows) {
        var graph = Problems.product(weights, Format.parse(activations), 1, 2L * rows, 512);
        var kernel = Planner.plan(graph, t).steps().getLast().kernel();
        var code = (Artefact.ClassFile) b.compile(Compiler.toLane(kernel, t, Compiler.Options.DEFAULT), t);
        return ClassFile.of().parse(code.bytes()).methods().stream().filter(m -> m.methodName().equalsString(Artefact.ClassFile.METHOD))
            .mapToInt(m -> m.findAttribute(Attributes.code()).orElseThrow().codeLength()).max().orElseThrow();
    }
}
