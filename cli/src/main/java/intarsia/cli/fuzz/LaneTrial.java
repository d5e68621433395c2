package intarsia.cli.fuzz;

import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.passes.Compiler;
import intarsia.passes.check.Agreement;
import intarsia.passes.check.Inputs;
import intarsia.passes.check.LaneRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;

/** Lane code of a tile kernel for a target, which all engines of that target run: it gives the evaluator's answer. */
sealed interface LaneTrial {
    /**
     * It does.
     *
     * @param evaluated memory by parameter name after the lane code
     */
    record Right(Kernel lane, Map<String, MemorySegment> evaluated) implements LaneTrial {
    }

    /** There is none, it stops, or it gives something else. */
    record Wrong(String problem) implements LaneTrial {
    }

    static LaneTrial of(Answer answer, Target target, Compiler.Options options, Arena arena) {
        String step = "passes";
        try {
            Kernel lane = Compiler.toLane(answer.kernel(), target, options);
            step = "evaluator on lane code";
            Map<String, MemorySegment> evaluated = Inputs.copy(answer.before(), arena);
            LaneRun.evaluate(lane, evaluated, answer.symbols());
            Optional<String> off = Agreement.difference(answer.kernel(), answer.symbols(), answer.wanted(), answer.bounds(), evaluated);
            return off.isPresent() ? new Wrong("lane code: " + off.get()) : new Right(lane, evaluated);
        } catch (RuntimeException | LinkageError x) {
            return new Wrong(step + ": " + x);
        }
    }
}
