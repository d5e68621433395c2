package intarsia.tests.documents;

import intarsia.codegen.jvm.JvmBackend;
import intarsia.codegen.ptx.PtxBackend;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.device.Target;
import intarsia.ir.device.Target.Feature;
import intarsia.ir.text.Printer;
import intarsia.ir.type.DType;
import intarsia.passes.Compiler;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One kernel at every stage, as a page shows it. */
final class Stages {
    private static final int HEAD = 60;
    private static final Pattern VALUE = Pattern.compile("%[0-9]+");

    /** A machine with vectors of 8 words, whatever machine this is. */
    private static final Target JVM = new Target("jvm", "avx2", 8, 1, 16,
            EnumSet.of(Feature.CVT_F16_SCALAR, Feature.MASKED_32, Feature.UNALIGNED));
    private static final Target PTX = new PtxBackend().targets().getFirst();

    private static final Kernel ADD = TileKernel.define("add", k -> {
        Size n = k.size("n");
        var a = k.in("a", DType.F32, n);
        var b = k.in("b", DType.F32, n);
        var c = k.out("c", DType.F32, n);
        Scalar i = k.grid(n.ceilDiv(32)).times(32);
        c.at(i).store(a.at(i).load(32).plus(b.at(i).load(32)));
    });

    private Stages() {
    }

    /** The stages as Markdown. */
    static String markdown() {
        StringBuilder out = new StringBuilder();
        Map<String, Kernel> ptx = trace(PTX);
        String last = "";
        for (Map.Entry<String, Kernel> stage : ptx.entrySet()) {
            String now = text(stage.getValue());
            if (stage.getValue().level() == Level.TILE && !now.equals(last)) {
                section(out, last.isEmpty() ? "The tile program" : "After `" + stage.getKey() + "`", now);
            }
            last = now;
        }
        for (Target target : List.of(PTX, JVM)) {
            Map<String, Kernel> stages = trace(target);
            String size = stages.entrySet().stream().filter(s -> s.getValue().level() == Level.LANE)
                    .map(s -> "`" + s.getKey() + "` " + text(s.getValue()).lines().count()).reduce((a, b) -> a + ", " + b).orElseThrow();
            section(out, "Lane code for " + target.id() + " (lines after " + size + ")", text(last(stages)));
        }
        section(out, "PTX", new PtxBackend().compile(last(ptx), PTX).listing());
        section(out, "Bytecode, its first " + HEAD + " lines", head(new JvmBackend().compile(last(trace(JVM)), JVM).listing()));
        return out.toString();
    }

    private static Map<String, Kernel> trace(Target target) {
        Map<String, Kernel> stages = new LinkedHashMap<>();
        Compiler.toLane(ADD, target, Compiler.Options.DEFAULT.tracing(stages::put));
        return stages;
    }

    private static Kernel last(Map<String, Kernel> stages) {
        return stages.values().stream().reduce((a, b) -> b).orElseThrow();
    }

    private static String head(String listing) {
        return String.join("\n", listing.lines().limit(HEAD).toList()) + "\n";
    }

    /** Its text with values numbered in order, so that a pass that changed nothing else shows nothing. */
    private static String text(Kernel k) {
        Map<String, Integer> numbers = new HashMap<>();
        return VALUE.matcher(Printer.print(k)).replaceAll(v -> "%" + numbers.computeIfAbsent(v.group(), _ -> numbers.size()));
    }

    private static void section(StringBuilder out, String title, String text) {
        out.append("\n### ").append(title).append("\n\n```\n").append(text.stripTrailing()).append("\n```\n");
    }
}
