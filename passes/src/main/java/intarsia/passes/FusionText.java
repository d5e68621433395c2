package intarsia.passes;

import intarsia.ir.plan.PlanBuffer;
import intarsia.passes.FusionReport.Access;
import intarsia.passes.FusionReport.Refusal;
import intarsia.passes.FusionReport.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A fusion report as people read it. */
final class FusionText {
    /** A step without its names, and without the order of its ops: layers have others, and use what the first has. */
    private record Shape(String kernel, List<String> ops, List<String> accesses) {
        static Shape of(Step s) {
            return new Shape(s.kernel(), s.ops().stream().sorted().toList(), Stream.concat(s.reads().stream(), Stream.of(s.write())).map(Shape::of).toList());
        }

        private static String of(Access a) {
            return a.buffer().role() + " " + a.buffer().format() + " " + a.bytes() + " " + a.passes() + " " + a.staged();
        }
    }

    /** Refusals that differ in names only. */
    private record Kind(Shape producer, Shape consumer, Reason reason) {
    }

    private final FusionReport report;
    private final StringBuilder out = new StringBuilder();

    private FusionText(FusionReport report) {
        this.report = report;
    }

    static String of(FusionReport report) {
        FusionText t = new FusionText(report);
        t.head();
        t.steps();
        t.refusals();
        return t.out.toString();
    }

    private void head() {
        out.append("fusion of ").append(report.graph()).append(" for ").append(report.target()).append(": ").append(report.steps().size()).append(" kernels\n");
        new TreeMap<>(report.sizes()).forEach((name, value) -> out.append("with ").append(name).append(" = ").append(value).append('\n'));
        out.append("moves ").append(report.moved()).append(" bytes; the least is ").append(report.least()).append(", ")
                .append(report.least() == 0 ? 0 : report.moved() * 100 / report.least()).append("%\n");
    }

    private void steps() {
        for (Repeats.Run run : Repeats.of(report.steps().stream().map(Shape::of).toList())) {
            if (run.times() > 1) {
                out.append("steps ").append(run.first()).append(" to ").append(run.end() - 1).append(": ").append(run.length())
                        .append(run.length() == 1 ? " step" : " steps").append(" x ").append(run.times()).append('\n');
            }
            for (int i = run.first(); i < run.first() + run.length(); i++) {
                step(i, report.steps().get(i), run.times() > 1 ? "  " : "");
            }
        }
    }

    private void step(int index, Step s, String indent) {
        out.append(indent).append("step ").append(index).append(' ').append(s.kernel()).append(", anchor ").append(s.anchor()).append(": ")
                .append(String.join(" ", s.ops())).append('\n');
        s.reads().forEach(a -> access(indent, "reads ", a));
        access(indent, "writes", s.write());
    }

    private void access(String indent, String what, Access a) {
        PlanBuffer b = a.buffer();
        out.append(indent).append("  ").append(what).append(' ').append(b.role().text()).append(' ').append(b.name()).append(": ").append(b.format()).append(", ")
                .append(a.bytes()).append(" bytes");
        if (what.equals("reads ")) {
            out.append(", ").append(a.passes()).append(a.passes() == 1 ? " pass" : " passes");
            if (a.staged() > a.passes()) {
                out.append(", which without the online cascade were ").append(a.staged());
            } else if (a.staged() < a.passes()) {
                out.append(", of which ").append(a.staged()).append(" would do");
            }
        }
        out.append('\n');
    }

    private void refusals() {
        Map<Kind, Integer> times = new LinkedHashMap<>();
        Map<Kind, Refusal> first = new LinkedHashMap<>();
        List<Shape> shapes = report.steps().stream().map(Shape::of).toList();
        for (Refusal r : report.refusals()) {
            Kind kind = new Kind(shapes.get(r.producer()), shapes.get(r.consumer()), r.reason());
            times.merge(kind, 1, Integer::sum);
            first.putIfAbsent(kind, r);
        }
        out.append(first.isEmpty() ? "not fused: nothing\n" : "not fused\n");
        first.forEach((kind, r) -> {
            int n = times.getOrDefault(kind, 1);
            out.append("  step ").append(r.producer()).append(' ').append(kind.producer().kernel()).append(" and step ").append(r.consumer()).append(' ')
                    .append(kind.consumer().kernel()).append(", by ").append(r.buffer()).append(n == 1 ? "" : ", x " + n).append(": ").append(r.reason()).append('\n');
        });
    }
}
