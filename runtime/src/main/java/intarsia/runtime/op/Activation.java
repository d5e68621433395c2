package intarsia.runtime.op;

import intarsia.dsl.Element;

/** A function of each result of a {@link Matmul}. */
public enum Activation {
    /** x as it is. */
    NONE,
    /** max(x, 0). */
    RELU,
    /** 1 / (1 + exp(-x)). */
    SIGMOID,
    /** x · sigmoid(x). */
    SILU,
    /** (exp(2x) - 1) / (exp(2x) + 1). */
    TANH,
    /** x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), the approximation of Gaussian Error Linear Units (arXiv 1606.08415). */
    GELU;

    Element of(Element x) {
        return switch (this) {
            case NONE -> x;
            case RELU -> x.max(0);
            case SIGMOID -> sigmoid(x);
            case SILU -> x.times(sigmoid(x));
            case TANH -> tanh(x);
            case GELU -> x.times(0.5).times(tanh(x.times(x).times(x).times(0.044715).plus(x).times(0.7978845608028654)).plus(1));
        };
    }

    private static Element sigmoid(Element x) {
        return x.constant(1).div(x.neg().exp().plus(1));
    }

    /** By the exponential, which overflows to a quotient of 0 and so to 1. */
    private static Element tanh(Element x) {
        return x.constant(1).minus(x.constant(2).div(x.times(2).exp().plus(1)));
    }
}
