package intarsia.ir.layout.memory;

/**
 * What a plan costs a warp.
 *
 * @param instructions accesses
 * @param lines        cache lines that each access touches, summed
 * @param sectors      sectors that all of them touch together
 * @param weight       the whole in the units of {@link AccessCosts}; plans are compared by it
 */
public record AccessCost(int instructions, int lines, int sectors, int weight) {}
