package intarsia.ir.layout.memory;

/**
 * What a plan costs a warp.
 *
 * @param instructions accesses
 * @param lines        cache lines that each access touches, summed
 * @param sectors      sectors that all of them touch together
 * @param weight       the whole in the cycles of {@link intarsia.ir.device.AccessCosts}; plans are compared by it
 */
public record AccessCost(int instructions, int lines, int sectors, double weight) {
    /** The weight as text: whole cycles without a point. */
    public String cycles() {
        return weight == Math.rint(weight) ? Long.toString((long) weight) : Double.toString(weight);
    }
}
