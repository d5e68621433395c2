package intarsia.cli.asm;

import intarsia.ir.Param;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.PlanBuffer.Role;
import intarsia.ir.plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plan of one step of another: what lay in its scratch memory is bound by the caller. */
public final class OneStep {
    private OneStep() { }

    /** The plan with this step alone and the buffers that it uses. */
    public static Plan of(Plan whole, Step step) {
        Map<Integer, Integer> places = new HashMap<>();
        List<PlanBuffer> buffers = new ArrayList<>();
        List<Integer> used = new ArrayList<>();
        for (int i = 0; i < step.buffers().size(); i++) {
            int b = step.buffers().get(i);
            if (!places.containsKey(b)) {
                places.put(b, buffers.size());
                buffers.add(alone(whole.buffers().get(b), written(step, b)));
            }
            used.add(places.getOrDefault(b, 0));
        }
        return new Plan(step.kernel().name(), whole.symbols(), buffers, List.of(new Step(step.kernel(), used, false)));
    }

    private static boolean written(Step step, int buffer) {
        List<Param> params = step.kernel().params();
        for (int i = 0; i < params.size(); i++) {
            if (step.buffers().get(i) == buffer && params.get(i).access().writes()) return true;
        }
        return false;
    }

    private static PlanBuffer alone(PlanBuffer b, boolean written) {
        return b.role() != Role.TEMP ? b : new PlanBuffer(b.name(), written ? Role.OUTPUT : Role.INPUT, b.format(), b.shape(), b.range(), 0, b.data());
    }
}
