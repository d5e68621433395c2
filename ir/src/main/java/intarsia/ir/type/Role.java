package intarsia.ir.type;

/**
 * What a field of a {@link BlockFormat} does to the value of an element,
 * {@code (Π code − Σ zero) · (Π scale + Σ offset) + Π min}; fields of a role are taken in the order of the format.
 */
public enum Role {
    /** The numbers themselves: at least one field, for instance signs beside magnitudes. */
    CODE,
    /** What codes are multiplied with: several are levels, for instance of a block and of its groups. */
    SCALE,
    /** What is added to the product of the scales: their mean, where they are stored as differences from it. */
    OFFSET,
    /** What is subtracted from the product of the codes, in their unit. */
    ZERO,
    /** What is added last: the product of all such fields. */
    MIN,
    /**
     * The sum over the elements that share it, for those that read the block: of the codes where its type is an integer, of
     * the values otherwise. No part of any value.
     */
    SUM
}
