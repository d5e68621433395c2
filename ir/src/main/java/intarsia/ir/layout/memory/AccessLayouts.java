package intarsia.ir.layout.memory;

import intarsia.ir.layout.Layout;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The register layouts by which a tile of memory is loaded or stored cheaply, for layout inference to choose from.
 *
 * <p>Each digit of memory is cut into four parts, from the lowest: the run of a lane, its part on the lanes, the slots above, and the
 * warps. Lanes are filled in the order of strides, with slots below them where that aligns them. All ways to cut are planned; where a tile
 * is too small, lanes and warps hold copies.
 *
 * @param memory of the tile; extents are numbers
 * @param warps  of a block
 * @param keep   where one dimension is to lie, if that matters
 */
public record AccessLayouts(Access.Kind kind, MemoryLayout memory, Facts facts, MemoryModel model, int warps, List<Guard> guards, Optional<Keep> keep) {
    private static final Comparator<Candidate> CHEAPEST = Comparator.<Candidate>comparingDouble(c -> c.plan().cost().weight())
            .thenComparingInt(c -> c.plan().cost().instructions()).thenComparingInt(c -> -c.plan().vectorBits())
            .thenComparing(c -> c.registers().toString());

    /** A layout and what an access by it takes. */
    public record Candidate(Layout registers, AccessPlan plan) {}

    public AccessLayouts {
        guards = List.copyOf(guards);
        if (warps < 1 || !memory.counted()) {
            throw new IllegalArgumentException("layouts of " + memory + " for " + warps + " warps; wanted at least 1 and a tile, whose extents are numbers");
        }
    }

    /** For a load by one warp. */
    public static AccessLayouts load(MemoryLayout memory, MemoryModel model) {
        return new AccessLayouts(Access.Kind.LOAD, memory, Facts.NONE, model, 1, List.of(), Optional.empty());
    }

    /** For a store by one warp. */
    public static AccessLayouts store(MemoryLayout memory, MemoryModel model) {
        return new AccessLayouts(Access.Kind.STORE, memory, Facts.NONE, model, 1, List.of(), Optional.empty());
    }

    /** The same with facts. */
    public AccessLayouts with(Facts known) {
        return new AccessLayouts(kind, memory, known, model, warps, guards, keep);
    }

    /** The same for a block of warps. */
    public AccessLayouts warps(int count) {
        return new AccessLayouts(kind, memory, facts, model, count, guards, keep);
    }

    /** The same within bounds. */
    public AccessLayouts within(Guard... bounds) {
        return new AccessLayouts(kind, memory, facts, model, warps, List.of(bounds), keep);
    }

    /** The same with a wish about a dimension. */
    public AccessLayouts keeping(Keep wish) {
        return new AccessLayouts(kind, memory, facts, model, warps, guards, Optional.of(wish));
    }

    /** All layouts that fill lanes and warps as far as the tile does and have a plan, the cheapest first. */
    public List<Candidate> candidates() {
        return new DigitCuts(this).layouts().stream().flatMap(this::planned).sorted(CHEAPEST).toList();
    }

    private Stream<Candidate> planned(Layout l) {
        Access access = new Access(kind, l, memory, facts, model, guards, 0);
        return AccessPlan.of(access) instanceof Possible.Done<AccessPlan>(AccessPlan plan) ? Stream.of(new Candidate(l, plan)) : Stream.empty();
    }
}
