package intarsia.cli.fuzz;

import intarsia.ir.Kernel;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.Step;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import intarsia.passes.ScheduleChoice;
import intarsia.passes.check.Agreement;
import intarsia.passes.check.Inputs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tensor graph on an engine, as the planner fuses it and with every tensor stored: both give the evaluator's answer. */
record GraphTrial(Answer answer, LaneEngine engine, Compiler.Options options, ScheduleChoice choice) implements Trial {
    private static final byte UNWRITTEN = (byte) 0xa5;

    @Override
    public Optional<String> problem() {
        return problem("fused", answer.kernel()).or(() -> problem("unfused", Unfused.of(answer.kernel())));
    }

    private Optional<String> problem(String how, Kernel graph) {
        String step = "passes";
        try (Arena arena = Arena.ofConfined()) {
            Plan plan = Planner.plan(graph, engine.target(), choice);
            List<Kernel> lanes = new ArrayList<>();
            plan.steps().forEach(s -> lanes.add(Compiler.toLane(s.kernel(), engine.target(), options)));
            step = "engine";
            Map<String, MemorySegment> memory = Inputs.copy(answer.before(), arena);
            List<MemorySegment> buffers = buffers(plan, memory, arena);
            for (int i = 0; i < lanes.size(); i++) {
                engine.run(lanes.get(i), bound(plan.steps().get(i), buffers), answer.symbols());
            }
            boolean anyOrder = lanes.stream().anyMatch(Trial::anyOrder);
            return Agreement.difference(answer.kernel(), answer.symbols(), answer.wanted(), Trial.bounds(answer, anyOrder), memory).map(d -> "engine: " + how + ": " + d);
        } catch (RuntimeException | LinkageError x) {
            return Optional.of(step + ": " + x);
        }
    }

    /** The memory of each buffer: what is bound, constants, and scratch at its place. Extra results of the unfused graph are scratch too. */
    private List<MemorySegment> buffers(Plan plan, Map<String, MemorySegment> bound, Arena arena) {
        MemorySegment scratch = arena.allocate(Math.max(1, plan.scratchBytes()), 64).fill(UNWRITTEN);
        List<MemorySegment> all = new ArrayList<>();
        for (PlanBuffer b : plan.buffers()) {
            long bytes = b.bytes(answer.symbols());
            MemorySegment known = bound.get(b.name());
            all.add(known != null ? known : switch (b.role()) {
                case TEMP -> scratch.asSlice(b.offset(), bytes);
                case CONSTANT -> b.data().orElseThrow();
                case INPUT, OUTPUT, STATE -> arena.allocate(Math.max(1, bytes), 64).fill(UNWRITTEN).asSlice(0, bytes);
            });
        }
        return all;
    }

    private static Map<String, MemorySegment> bound(Step step, List<MemorySegment> buffers) {
        Map<String, MemorySegment> memory = new LinkedHashMap<>();
        for (int i = 0; i < step.buffers().size(); i++) {
            memory.put(step.kernel().params().get(i).name(), buffers.get(step.buffers().get(i)));
        }
        return memory;
    }
}
