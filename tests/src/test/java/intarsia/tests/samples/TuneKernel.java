package intarsia.tests.samples;

import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.passes.Planner;
import intarsia.passes.Problem;
import intarsia.tuning.Environment;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.Budget;
import intarsia.tuning.search.Choices;
import intarsia.tuning.search.Found;
import intarsia.tuning.search.KernelSpace;
import intarsia.tuning.search.Measurer;
import intarsia.tuning.search.SearchListener;
import intarsia.tuning.search.SearchOptions;
import intarsia.tuning.search.TunedChoice;
import intarsia.tuning.search.Tuner;
import intarsia.tuning.search.UserModel;
import java.io.IOException;
import java.util.List;

/** The kernels of a graph are tuned, and it is planned with what was found. */
final class TuneKernel {
    private TuneKernel() {
    }

    // sample
    static List<Found> tune(Kernel graph, Target target, Environment here, TuningStore store, Measurer measurer, Budget budget) throws IOException {
        List<Tuner.Hot> kernels = Planner.scheduled(graph, target, Problem::initial).steps().stream()
                .map(step -> new Tuner.Hot(KernelSpace.of(step.problem(), UserModel.orShipped()), 1)).toList();
        return new Tuner(here, store, measurer, SearchOptions.DEFAULT, SearchListener.UNSEEN).tune(kernels, budget);
    }

    static Plan tuned(Kernel graph, Target target, Environment here, TuningStore store, Choices choices) throws IOException {
        choices.refresh(store, here); // writes down what is fastest, so that programs need not open the store
        return Planner.plan(graph, target, TunedChoice.of(choices, here));
    }
    // end
}
