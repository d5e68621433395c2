package intarsia.cli;

import intarsia.cli.figure.Json;
import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.passes.FusionReport;
import intarsia.passes.FusionReport.Access;
import intarsia.passes.FusionReport.Refusal;
import intarsia.passes.FusionReport.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code inspect --fusion} prints of tensor graphs. */
final class Fusion {
    /** Stands for symbols that may be larger: a size at which bytes mean something. */
    private static final long MOST = 1 << 12;

    private Fusion() { }

    static String of(List<Kernel> graphs, Target target, boolean json) {
        if (graphs.isEmpty()) throw UserError.input("no kernel at the tensor level; --fusion wanted a tensor graph or a model");
        return graphs.stream().map(g -> FusionReport.of(g, target, FusionReport.sizes(g, MOST))).map(r -> json ? json(r) : r.toString()).collect(Collectors.joining());
    }

    /** A line for the whole, for each step, for each pair of steps that is not one. */
    private static String json(FusionReport r) {
        var whole = Json.object("graph", r.graph(), "target", r.target(), "sizes", new TreeMap<>(r.sizes()), "moved", r.moved(), "least", r.least());
        return Stream.of(Stream.of(whole), IntStream.range(0, r.steps().size()).mapToObj(i -> step(i, r.steps().get(i))), r.refusals().stream().map(Fusion::refusal))
            .flatMap(s -> s).map(o -> Json.text(o) + "\n").collect(Collectors.joining());
    }

    private static Map<String, @Nullable Object> step(int index, Step s) {
        return Json.object("step", index, "kernel", s.kernel(), "anchor", s.anchor(), "ops", s.ops(), "reads", s.reads().stream().map(Fusion::access).toList(),
            "writes", access(s.write()));
    }

    private static Map<String, @Nullable Object> access(Access a) {
        return Json.object("buffer", a.buffer().name(), "role", a.buffer().role().text(), "format", a.buffer().format().toString(), "bytes", a.bytes(),
            "passes", a.passes(), "staged", a.staged());
    }

    private static Map<String, @Nullable Object> refusal(Refusal r) {
        return Json.object("producer", r.producer(), "consumer", r.consumer(), "buffer", r.buffer(), "cause", r.reason().cause().name(), "reason", r.reason().toString());
    }
}
