package intarsia.passes.cost;

import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.passes.Compiler;
import intarsia.passes.layout.CostEstimator;
import java.util.List;
import java.util.Optional;

/**
 * Lane code with the layouts that a model finds best: the kernel is lowered by the target's tables of costs and by some that weigh accesses against moves otherwise, and the model looks at what
 * came of each. So an estimate of single accesses, which sees neither registers nor what is fetched ahead, is corrected by what was learned of whole kernels.
 *
 * @param model    that is asked
 * @param setting  the launch that it is asked about
 * @param leastGain part of the time by which another must be better than what the tables give
 */
public record LayoutSearch(CostModel model, Setting setting, double leastGain) {
    private static final List<Double> FACTORS = List.of(0.5, 2.0, 4.0);

    /** The lane code of a tile kernel: that of the tables where no other is predicted to gain enough. */
    public Kernel lane(Kernel tile, Target target, Compiler.Options options) {
        Kernel plain = Compiler.toLane(tile, target, options);
        double limit = nanos(plain, target) * (1 - leastGain);
        Optional<Kernel> best = Optional.empty();
        for (double factor : FACTORS) {
            Kernel other = Compiler.toLane(tile, target, options, CostEstimator.accessesTimes(factor));
            if (!other.equals(plain) && nanos(other, target) < limit) {
                limit = nanos(other, target);
                best = Optional.of(other);
            }
        }
        return best.orElse(plain);
    }

    private double nanos(Kernel lane, Target target) {
        return model.predict(Features.of(lane, target, setting)).nanos();
    }
}
