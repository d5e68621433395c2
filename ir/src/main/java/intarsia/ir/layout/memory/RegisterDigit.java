package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import intarsia.ir.layout.Axis;

/**
 * A digit of a register layout that lies in one digit of memory: adds {@code coordinate / scale % extent · stride} bits to the address.
 *
 * @param scale  product of the lower entries of its axis
 * @param dim    the dimension, or −1 of a replica
 * @param weight product of the lower digits of the dimension; 1 of a replica
 * @param stride bits; 0 of a replica
 */
public record RegisterDigit(Axis axis, int scale, int extent, int dim, int weight, Expr stride) {
    public boolean isReplica() {
        return dim < 0;
    }

    /** The value in a coordinate of its axis. */
    int valueIn(int coordinate) {
        return coordinate / scale % extent;
    }

    RegisterDigit at(Expr newStride) {
        return new RegisterDigit(axis, scale, extent, dim, weight, newStride);
    }

    /** The lower part of it. */
    RegisterDigit low(int count) {
        return new RegisterDigit(axis, scale, count, dim, weight, stride);
    }

    /** The upper part of it, above a lower one. */
    RegisterDigit above(int count) {
        return new RegisterDigit(axis, scale * count, extent / count, dim, weight * count, Polynomial.normal(stride.times(count)));
    }

    /** One past the highest index of its dimension that it and the digits below it reach. */
    int reach() {
        return weight * extent;
    }

    @Override
    public String toString() {
        return axis + "/" + scale + ":" + extent + (isReplica() ? " copies" : " of " + dim + " at " + stride);
    }
}
