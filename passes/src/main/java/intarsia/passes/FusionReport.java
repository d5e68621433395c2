package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.device.Target;
import intarsia.ir.plan.PlanBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which ops of a tensor graph share a kernel, what each kernel moves, and why tensors between kernels were not kept out of memory.
 * Bytes are what kernels reach: a state is read in full, as if all its positions were in use.
 *
 * @param sizes   the values of the graph's symbols that bytes are counted with
 * @param least   bytes that any plan moves: what is read of each input, state and constant once, each result and what is appended written once
 */
public record FusionReport(String graph, String target, Map<String, Long> sizes, List<Step> steps, List<Refusal> refusals, long least) {
    /**
     * How a kernel uses a buffer of the plan.
     *
     * @param bytes  of one pass over what it uses of it
     * @param passes how often it goes over that
     * @param staged how often its ops would have to, were each reduction done before what needs it begins (FuseMax, arXiv 2406.10491):
     *               less where two reductions could share a loop, more where an online cascade does it in one
     */
    public record Access(PlanBuffer buffer, long bytes, int passes, int staged) {
        /** Bytes of all passes. */
        public long moved() {
            return Math.multiplyExact(bytes, (long) passes);
        }
    }

    /**
     * One kernel of the plan.
     *
     * @param anchor what its group is built around
     * @param ops    that it computes, in the order of the graph
     */
    public record Step(String kernel, String anchor, List<String> ops, List<Access> reads, Access write) {
        public Step {
            ops = List.copyOf(ops);
            reads = List.copyOf(reads);
        }
    }

    /** Two steps that are not one, for a tensor between them has memory. */
    public record Refusal(int producer, int consumer, String buffer, Reason reason) {
    }

    public FusionReport {
        sizes = Map.copyOf(sizes);
        steps = List.copyOf(steps);
        refusals = List.copyOf(refusals);
    }

    /** The report on the plan of a graph, with symbols of these values. */
    public static FusionReport of(Kernel tensor, Target target, Map<String, Long> sizes) {
        return new FusionMaking(Planner.planned(tensor, target), Symbols.of(sizes)).report(target, sizes);
    }

    /** A value for each symbol of a graph: its largest, but none above {@code most} where it may be that small. */
    public static Map<String, Long> sizes(Kernel tensor, long most) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (Symbol s : tensor.symbols()) {
            sizes.put(s.name(), Math.max(s.min(), Math.min(s.max(), most / s.divisor() * s.divisor())));
        }
        return sizes;
    }

    /** Bytes that all steps move. */
    public long moved() {
        return steps.stream().mapToLong(s -> s.reads().stream().mapToLong(Access::moved).sum() + s.write().moved()).sum();
    }

    /** What people look at; equal layers once. */
    @Override
    public String toString() {
        return FusionText.of(this);
    }
}
