package intarsia.passes;

import intarsia.ir.Param;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Places the temporary buffers of a plan, and says which steps wait for those before them. */
final class Scratch {
    private static final long ALIGN = 64;

    /** A stretch of scratch memory, or all of a bound buffer, that a step touches. */
    private record Touch(int space, long from, long to, boolean writes) {
        boolean conflicts(Touch o) {
            return space == o.space && from < o.to && o.from < to && (writes || o.writes);
        }
    }

    private final Plan plan;
    private final long[] offset;
    private final long[] bytes;

    private Scratch(Plan plan) {
        this.plan = plan;
        this.offset = new long[plan.buffers().size()];
        this.bytes = new long[plan.buffers().size()];
    }

    /** The plan with its temporary buffers placed: first fit, each from its first step to its last. */
    static Plan place(Plan plan, List<Integer> temps) {
        Scratch s = new Scratch(plan);
        s.layOut(temps);
        List<PlanBuffer> placed = new ArrayList<>();
        for (int i = 0; i < plan.buffers().size(); i++) {
            PlanBuffer b = plan.buffers().get(i);
            placed.add(new PlanBuffer(b.name(), b.role(), b.format(), b.shape(), b.range(), s.offset[i], b.data()));
        }
        return new Plan(plan.name(), plan.symbols(), placed, s.waits());
    }

    private void layOut(List<Integer> temps) {
        int[] first = new int[offset.length];
        int[] last = new int[offset.length];
        Arrays.fill(first, Integer.MAX_VALUE);
        for (int i = 0; i < plan.steps().size(); i++) {
            for (int b : plan.steps().get(i).buffers()) {
                first[b] = Math.min(first[b], i);
                last[b] = i;
            }
        }
        List<Integer> placed = new ArrayList<>();
        for (int b : temps) {
            bytes[b] = Math.ceilDiv(plan.buffers().get(b).bytes(plan::largest), ALIGN) * ALIGN;
            List<Integer> alive = placed.stream().filter(p -> first[p] <= last[b] && first[b] <= last[p])
                    .sorted((x, y) -> Long.compare(offset[x], offset[y])).toList();
            long at = 0;
            for (int p : alive) {
                if (at + bytes[b] <= offset[p]) {
                    break;
                }
                at = Math.max(at, offset[p] + bytes[p]);
            }
            offset[b] = at;
            placed.add(b);
        }
    }

    /** A step waits where it conflicts with one since the last that waited. */
    private List<Step> waits() {
        List<Step> steps = new ArrayList<>();
        List<Touch> open = new ArrayList<>();
        for (Step s : plan.steps()) {
            List<Touch> own = touches(s);
            boolean waits = own.stream().anyMatch(t -> open.stream().anyMatch(t::conflicts));
            if (waits) {
                open.clear();
            }
            open.addAll(own);
            steps.add(new Step(s.kernel(), s.buffers(), waits));
        }
        return steps;
    }

    private List<Touch> touches(Step s) {
        Map<Integer, Boolean> written = new HashMap<>();
        for (int i = 0; i < s.buffers().size(); i++) {
            Param p = s.kernel().params().get(i);
            written.merge(s.buffers().get(i), p.access().writes(), Boolean::logicalOr);
        }
        List<Touch> all = new ArrayList<>();
        written.forEach((b, w) -> {
            boolean temp = plan.buffers().get(b).role() == PlanBuffer.Role.TEMP;
            all.add(temp ? new Touch(-1, offset[b], offset[b] + bytes[b], w) : new Touch(b, 0, Long.MAX_VALUE, w));
        });
        return all;
    }
}
