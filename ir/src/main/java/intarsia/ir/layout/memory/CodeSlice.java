package intarsia.ir.layout.memory;

/**
 * Where some bits of every value of a tensor lie. Most values are one slice; those whose bits lie apart, as 4 + 2 bits, are several.
 *
 * @param firstBit of the slice in the value
 * @param layout   of the slices, its elements as wide as a slice
 */
public record CodeSlice(int firstBit, MemoryLayout layout) {}
