package intarsia.cli.fuzz;

import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * What a launch has to give.
 *
 * @param before memory by parameter name, as engines find it
 * @param wanted the same after the evaluator
 * @param bounds how far written floats may lie from it
 */
record Answer(Kernel kernel, Symbols symbols, Map<String, MemorySegment> before, Map<String, MemorySegment> wanted, Map<String, double[]> bounds) {
}
