package intarsia.passes.cost;

/**
 * What a model says of a kernel.
 *
 * @param score     orders points of one problem, the best highest; between problems it says nothing
 * @param nanos     of a launch
 * @param spills    the probability that vectors go to the stack
 * @param registers vector registers on a CPU, registers of a thread on a GPU
 * @param codeBytes of machine code
 */
public record Prediction(double score, double nanos, double spills, double registers, double codeBytes) {
}
