package intarsia.runtime.op;

import intarsia.dsl.Element;
import java.util.function.UnaryOperator;

/** A function of each result of a {@link Matmul}. */
public enum Activation {
    /** x as it is. */
    NONE(x -> x),
    /** max(x, 0). */
    RELU(x -> x.max(0)),
    /** 1 / (1 + exp(-x)). */
    SIGMOID(Activation::sigmoid),
    /** x · sigmoid(x). */
    SILU(x -> x.times(sigmoid(x))),
    /** (exp(2x) - 1) / (exp(2x) + 1). */
    TANH(Activation::tanh),
    /** x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), the approximation of Gaussian Error Linear Units (arXiv 1606.08415). */
    GELU(x -> x.times(0.5).times(tanh(x.times(x).times(x).times(0.044715).plus(x).times(0.7978845608028654)).plus(1)));

    private final UnaryOperator<Element> function;

    Activation(UnaryOperator<Element> function) {
        this.function = function;
    }

    Element of(Element x) {
        return function.apply(x);
    }

    private static Element sigmoid(Element x) {
        return x.constant(1).div(x.neg().exp().plus(1));
    }

    /** By the exponential, which overflows to a quotient of 0 and so to 1. */
    private static Element tanh(Element x) {
        return x.constant(1).minus(x.constant(2).div(x.times(2).exp().plus(1)));
    }
}
