package intarsia.tests.engines;

import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.model.ModelConfig;
import intarsia.decoder.model.ModelGraph;
import intarsia.decoder.model.Options;
import intarsia.decoder.model.Weight;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.type.DType;
import intarsia.passes.Bind;
import intarsia.passes.Planner;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import intarsia.runtime.TensorArena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A model as a plan on an engine: one token a run, of one sequence, its states kept. */
final class PlannedModel implements AutoCloseable {
    private final TensorArena arena = TensorArena.open();
    private final Gguf file;
    private final Program program;
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Run run;

    PlannedModel(Path path, Engine engine, Target target, int context) {
        file = Gguf.open(path);
        ModelConfig config = ModelConfig.of(file);
        var graph = ModelGraph.build(config, Weight.formats(file, config), new Options(1, context, 1, DType.F32));
        Plan plan = Planner.plan(new Bind(Map.of("T", 1L, "R", 1L)).run(graph), target);
        program = Intarsia.compile(plan, engine);
        tensors.putAll(program.allocateStates(arena));
        for (PlanBuffer b : plan.buffers()) {
            if (b.role() == PlanBuffer.Role.INPUT || b.role() == PlanBuffer.Role.OUTPUT) {
                long[] shape = b.shape().stream().mapToLong(e -> e.constant()).toArray();
                tensors.put(b.name(), file.findTensor(b.name()).map(t -> arena.view(t.data(), b.format(), shape))
                        .orElseGet(() -> arena.allocate(b.format(), shape)));
            }
        }
        run = program.bind(tensors);
    }

    Program program() {
        return program;
    }

    /** The logits after a token. */
    float[] logits(int token, int position) {
        set("token", token);
        set("position", position);
        run.run();
        return tensors.get("logits").toFloats();
    }

    private void set(String name, int value) {
        Tensor.of(new int[] {value}, 1).copyTo(tensors.get(name));
    }

    @Override
    public void close() {
        run.close();
        arena.close();
        file.close();
    }
}
