package intarsia.runtime.launch;

import intarsia.ir.BufferType;
import intarsia.ir.BufferType.Range;
import intarsia.ir.Param;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is checked before the steps of a plan touch memory: shapes, the furthest byte of every view, declared
 * ranges of values, alignment. What depends on sizes alone is computed again only when one of those sizes has changed.
 * Not for two threads at once; {@link #check} allocates nothing where all memory is the CPU's.
 */
public final class LaunchCheck {
    private final SymbolValues values;
    private final ShapeCheck[] shapes;
    private final BoundsCheck[] bounds;
    private final RangeCheck[] ranges;

    /**
     * @param given     what lies behind each buffer of the plan, in order
     * @param alignment bytes that the address of every buffer must be a multiple of, whatever its type
     */
    public LaunchCheck(Plan plan, SymbolValues values, List<GivenMemory> given, int alignment) {
        this.values = values;
        String owner = "plan " + plan.name();
        List<ShapeCheck> shapeList = new ArrayList<>();
        List<List<BoundsCheck>> readers = new ArrayList<>();
        List<Optional<Range>> declared = new ArrayList<>();
        for (int b = 0; b < plan.buffers().size(); b++) {
            PlanBuffer buffer = plan.buffers().get(b);
            if (buffer.role().bound()) {
                shapeList.add(new ShapeCheck(owner, buffer, given.get(b).shape(), values));
            }
            readers.add(new ArrayList<>());
            declared.add(buffer.range());
        }
        List<BoundsCheck> boundsList = new ArrayList<>();
        for (int s = 0; s < plan.steps().size(); s++) {
            Step step = plan.steps().get(s);
            for (int p = 0; p < step.buffers().size(); p++) {
                int b = step.buffers().get(p);
                BoundsCheck check = new BoundsCheck(plan, s, p, given.get(b), values, alignment);
                boundsList.add(check);
                Param param = step.kernel().params().get(p);
                if (param.access().reads() && param.type() instanceof BufferType t) {
                    readers.get(b).add(check);
                    declared.set(b, narrower(check.place(), declared.get(b), t.range()));
                }
            }
        }
        List<RangeCheck> rangeList = new ArrayList<>();
        for (int b = 0; b < plan.buffers().size(); b++) {
            PlanBuffer buffer = plan.buffers().get(b);
            boolean filledByCaller = buffer.role() == PlanBuffer.Role.INPUT || buffer.role() == PlanBuffer.Role.STATE;
            if (filledByCaller && declared.get(b).isPresent()) {
                rangeList.add(new RangeCheck(owner, buffer, declared.get(b).get(), readers.get(b), given.get(b)));
            }
        }
        shapes = shapeList.toArray(ShapeCheck[]::new);
        bounds = boundsList.toArray(BoundsCheck[]::new);
        ranges = rangeList.toArray(RangeCheck[]::new);
    }

    private static Optional<Range> narrower(String place, Optional<Range> a, Optional<Range> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.or(() -> b);
        }
        long min = Math.max(a.get().min(), b.get().min());
        long max = Math.min(a.get().max(), b.get().max());
        if (min > max) {
            throw new IllegalArgumentException(place + ": its values are declared " + b.get() + ", those of its buffer " + a.get() + "; no value is in both");
        }
        return Optional.of(new Range(min, max));
    }

    /**
     * Throws unless the plan may run now.
     *
     * @throws IllegalArgumentException that names plan, step, parameter, what was wanted and what was found
     */
    public void check() {
        long changed = values.changed();
        if (changed != 0) {
            values.requireAll();
            for (ShapeCheck shape : shapes) {
                shape.check(changed, values);
            }
            for (BoundsCheck bound : bounds) {
                bound.check(changed, values);
            }
            values.settle();
        }
        for (RangeCheck range : ranges) {
            range.check();
        }
    }
}
