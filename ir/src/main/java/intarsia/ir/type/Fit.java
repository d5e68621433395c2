package intarsia.ir.type;

/** How the scale of a group is chosen from its values when a {@link BlockFormat} is made. */
public enum Fit {
    /** The smallest scale at which codes reach the least and the greatest value; negative where that lets it be smaller. */
    REACH,
    /** As {@link #REACH} with positive scales, and codes within ± the greatest one: −128 and −8 are not used. */
    SYMMETRIC,
    /** OCP MX: 2^(⌊log2 of the largest magnitude⌋ − that of the largest code), beyond which codes saturate; codes as {@link #SYMMETRIC}. */
    SHARED_EXPONENT
}
