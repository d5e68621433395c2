package intarsia.cli.layout;

import intarsia.cli.figure.Json;
import intarsia.ir.Expr;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.memory.Access;
import intarsia.ir.layout.memory.AccessLayouts;
import intarsia.ir.layout.memory.AccessPlan;
import intarsia.ir.layout.memory.AccessStep;
import intarsia.ir.layout.memory.Facts;
import intarsia.ir.layout.memory.MemoryLayout;
import intarsia.ir.layout.memory.MemoryModel;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * By which accesses a warp moves a tile of memory, in one register layout or in those that suit it.
 *
 * @param plans in the layout asked for, or the cheapest first
 * @param found how many there are, of which {@code plans} are the first
 */
public record AccessFigure(List<AccessPlan> plans, int found) implements Figure {
    private static final int MOST_CANDIDATES = 8;
    private static final int MOST_ELEMENTS = 1 << 14;

    public AccessFigure {
        plans = List.copyOf(plans);
    }

    /**
     * The plan of a layout, or of the best candidates where none is given.
     *
     * @throws IllegalArgumentException where there is no plan, with the reason
     */
    public static AccessFigure of(Access.Kind kind, Optional<Layout> registers, MemoryLayout memory, Facts facts, MemoryModel model) {
        if (registers.isPresent()) {
            expect(registers.get().elements());
            return new AccessFigure(List.of(AccessPlan.of(new Access(kind, registers.get(), memory, facts, model, List.of(), 0)).orThrow()), 1);
        }
        expect(elements(memory));
        List<AccessLayouts.Candidate> all = new AccessLayouts(kind, memory, facts, model, 1, List.of(), Optional.empty()).candidates();
        if (all.isEmpty()) throw new IllegalArgumentException("no register layout of " + model.lanes() + " lanes has a plan for " + memory + "; facts about its symbols may help");
        return new AccessFigure(all.stream().limit(MOST_CANDIDATES).map(AccessLayouts.Candidate::plan).toList(), all.size());
    }

    /** The elements of the dimensions that are numbers. */
    private static long elements(MemoryLayout memory) {
        return IntStream.range(0, memory.rank()).mapToObj(memory::extent).filter(Expr::isConst).mapToLong(Expr::constant)
            .reduce(1, (a, b) -> Math.min(a * Math.min(b, Integer.MAX_VALUE), Integer.MAX_VALUE));
    }

    private static void expect(long elements) {
        if (elements > MOST_ELEMENTS) throw new IllegalArgumentException("accesses of " + elements + " elements; wanted at most " + MOST_ELEMENTS + ": a tile");
    }

    @Override
    public String text() {
        if (found == 1) return plans.getFirst().explain();
        return found + " register layouts, the cheapest first" + (found > plans.size() ? "; " + plans.size() + " are shown" : "") + "\n"
            + plans.stream().map(p -> "cost " + p.cost().cycles() + ", " + p.cost().instructions() + " instructions, " + p.cost().lines() + " lines, "
                + p.cost().sectors() + " sectors: " + p.access().registers() + "\n").collect(Collectors.joining()) + plans.getFirst().explain();
    }

    @Override
    public @Nullable Object json() {
        return Json.object("found", found, "plans", plans.stream().map(p -> Json.object("registers", p.access().registers().toString(), "memory", p.access().memory().toString(),
            "run", p.run(), "alignment", p.alignment(), "vector_bits", p.vectorBits(), "cost", new BigDecimal(p.cost().cycles()), "instructions", p.cost().instructions(), "lines", p.cost().lines(),
            "sectors", p.cost().sectors(), "steps", p.steps().stream().map(AccessStep::toString).toList())).toList());
    }

    /** The first plan: each element with the step that moves it. */
    @Override
    public String svg() {
        var steps = new StepCells(plans.getFirst());
        Layout l = plans.getFirst().access().registers();
        return Picture.of(plans.getFirst().access().registers() + " of " + plans.getFirst().access().memory(), steps.legend(), TileGrids.of("", l.shape(), steps::cell));
    }
}
