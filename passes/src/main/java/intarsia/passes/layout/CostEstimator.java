package intarsia.passes.layout;

import intarsia.ir.Kernel;
import intarsia.ir.device.Target;

/** Where the costs come from by which layouts are chosen: the tables of the target, or what somebody has learned of it. */
@FunctionalInterface
public interface CostEstimator {
    /** The tables of the target, as they are. */
    CostEstimator TABLES = (kernel, target, tables) -> tables;

    /**
     * Rates the loads and stores of a kernel.
     *
     * @param kernel as it comes to inference: dots are expanded, tails are split
     * @param tables what the target's tables say of them, in cycles as {@link intarsia.ir.device.MoveCosts} counts them, against which moves are weighed
     */
    AccessRating of(Kernel kernel, Target target, AccessRating tables);

    /** The target's tables with accesses so many times as dear as they say. */
    static CostEstimator accessesTimes(double factor) {
        return (kernel, target, tables) -> (access, tile) -> factor * tables.of(access, tile);
    }
}
