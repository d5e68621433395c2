package intarsia.cli.layout;

import intarsia.cli.figure.Json;
import intarsia.cli.figure.Palette;
import intarsia.ir.device.MoveCosts;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.passes.layout.ConversionPlan;
import intarsia.passes.layout.ConversionStep;
import intarsia.passes.layout.Placement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a tile changes its layout: all plans that are known, with what each costs on each machine.
 *
 * @param machines whose warps the layouts fit, or one of which nothing is known
 * @param others   targets of another number of lanes
 */
public record ConversionFigure(Layout from, Layout to, List<Machine> machines, List<Target> others) implements Figure {
    private static final int MOST_WORDS = 1 << 14;

    /**
     * What runs a conversion.
     *
     * @param plans the cheapest first
     */
    public record Machine(String name, int lanes, List<ConversionPlan> plans) {
        public Machine {
            plans = List.copyOf(plans);
        }
    }

    public ConversionFigure {
        machines = List.copyOf(machines);
        others = List.copyOf(others);
    }

    /**
     * The conversion on those of some targets that have as many lanes as the layouts.
     *
     * @throws IllegalArgumentException where the shapes differ, a layout has axes besides lane and v, or lanes differ
     */
    public static ConversionFigure of(Layout from, Layout to, List<Target> targets) {
        check(from, to);
        List<Target> fitting = targets.stream().filter(t -> fits(from, t.lanes()) && fits(to, t.lanes())).toList();
        List<Machine> machines = fitting.stream().map(t -> new Machine(t.id(), t.lanes(), ConversionPlan.all(from, to, t.lanes(), t.moves()))).toList();
        if (machines.isEmpty()) {
            int lanes = Math.max(from.size(Axis.LANE), to.size(Axis.LANE));
            machines = List.of(new Machine("a machine of which nothing is known", lanes, ConversionPlan.all(from, to, lanes, MoveCosts.PLAIN)));
        }
        return new ConversionFigure(from, to, machines, targets.stream().filter(t -> !fitting.contains(t)).toList());
    }

    private static boolean fits(Layout l, int lanes) {
        return l.size(Axis.LANE) == 1 || l.size(Axis.LANE) == lanes;
    }

    private static void check(Layout from, Layout to) {
        String what = "conversion from " + from + " to " + to + ": ";
        if (!Arrays.equals(from.shape(), to.shape())) {
            throw new IllegalArgumentException(what + "shapes " + Arrays.toString(from.shape()) + " and " + Arrays.toString(to.shape()) + "; wanted the same, .reshape(…) may make it so");
        }
        for (Layout l : List.of(from, to)) {
            if (!Set.of(Axis.LANE, Axis.V).containsAll(l.axes())) throw new IllegalArgumentException(what + "axes " + l.axes() + "; plans are of one warp, wanted lane and v only");
            if ((long) l.size(Axis.LANE) * l.size(Axis.V) > MOST_WORDS) throw new IllegalArgumentException(what + "more than " + MOST_WORDS + " words; wanted fewer, as of one tile of an atom");
        }
        int lanes = Math.max(from.size(Axis.LANE), to.size(Axis.LANE));
        if (!fits(from, lanes) || !fits(to, lanes)) {
            throw new IllegalArgumentException(what + from.size(Axis.LANE) + " and " + to.size(Axis.LANE) + " lanes; wanted as many, which replica(lane,n) in front may make");
        }
    }

    @Override
    public String text() {
        var out = new StringBuilder("from " + from + "\nto   " + to + "\n");
        for (Machine m : machines) {
            out.append(m.name).append(", ").append(m.lanes).append(" lanes\n");
            for (ConversionPlan p : m.plans) {
                out.append("  cost ").append(cost(p).toPlainString()).append(p.isFree() ? ", no code" : "").append('\n');
                if (p.steps().isEmpty()) out.append("    ").append(p).append('\n');
                for (ConversionStep s : p.steps()) out.append("    ").append(s).append('\n');
            }
        }
        for (Target t : others) out.append(t.id()).append(": has ").append(t.lanes()).append(" lanes\n");
        return out.toString();
    }

    private static BigDecimal cost(ConversionPlan p) {
        BigDecimal cost = BigDecimal.valueOf(p.cost()).stripTrailingZeros();
        return cost.scale() < 0 ? cost.setScale(0) : cost;
    }

    @Override
    public @Nullable Object json() {
        return Json.object("from", from.toString(), "to", to.toString(), "machines", machines.stream().map(m -> Json.object("name", m.name, "lanes", m.lanes,
            "plans", m.plans.stream().map(p -> Json.object("cost", cost(p), "scratch", p.scratch(), "steps", p.steps().stream().map(ConversionStep::toString).toList())).toList())).toList(),
            "others", others.stream().map(Target::id).toList());
    }

    /** The cheapest plan on the first machine: where the elements lie at first and after each step. */
    @Override
    public String svg() {
        Machine m = machines.getFirst();
        ConversionPlan plan = m.plans.getFirst();
        List<Grid> grids = new ArrayList<>();
        Placement at = plan.from();
        grids.add(grid("at first", at));
        for (int i = 0; i < plan.steps().size(); i++) {
            at = plan.steps().get(i).apply(at);
            grids.add(grid(i + 1 + ": " + plan.steps().get(i), at));
        }
        return Picture.of("from " + from + " to " + to, List.of(m.name + ", cost " + cost(plan).toPlainString() + ": columns are lanes, rows are slots, in a cell the element",
            "colour: the lane where an element arrives"), grids);
    }

    private Grid grid(String title, Placement at) {
        List<Cell> cells = new ArrayList<>();
        for (int slot = 0; slot < at.slots(); slot++) {
            for (int lane = 0; lane < at.lanes(); lane++) cells.add(cell(at, slot, lane));
        }
        String shortTitle = title.length() <= 160 ? title : title.substring(0, 159) + "…";
        return new Grid(shortTitle, IntStream.range(0, at.slots()).mapToObj(s -> "v" + s).toList(), IntStream.range(0, at.lanes()).mapToObj(Integer::toString).toList(), cells);
    }

    private Cell cell(Placement at, int slot, int lane) {
        int[] x = Layout.index(at.element()[slot][lane], from.shape());
        String goal = to.place(x).stream().limit(8).map(p -> p.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining(", "))).collect(Collectors.joining("; "));
        return new Cell(Arrays.stream(x).mapToObj(Integer::toString).collect(Collectors.joining(",")), "", Palette.of(to.coordinate(Axis.LANE, x), to.size(Axis.LANE)),
            TileGrids.text(x) + " in lane " + lane + ", v " + slot + "; goes to " + (goal.isEmpty() ? "the one place" : goal));
    }
}
