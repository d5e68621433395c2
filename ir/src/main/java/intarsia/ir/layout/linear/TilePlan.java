package intarsia.ir.layout.linear;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where to put the elements of a tile so that its readers and writers find the banks free: the address map, and the
 * degree of each access, counted over all its instructions.
 *
 * <pre>{@code
 * var tile = new StoredTile(64, 64, 16);
 * var plan = TilePlan.of(tile, WarpAccess.registers("writer", tile, layout), WarpAccess.ldmatrix("reader", tile));
 * plan.swizzle()                    // swizzle(3,4,3)
 * plan.bitAddress(row, col)         // where an element goes
 * }</pre>
 *
 * @param tile what is stored
 * @param map the bytes of the plain tile to those of memory; no two share one, which was checked one by one
 * @param bytes of memory that the tile takes
 * @param uses the accesses with their degrees
 * @param reason how the map was found and why it serves
 */
public record TilePlan(StoredTile tile, AddressMap map, long bytes, List<Use> uses, String reason) {
    public TilePlan {
        uses = List.copyOf(uses);
    }

    /**
     * An access under the map.
     *
     * @param degree the most words that a bank serves in one phase; 1 is free of conflicts
     * @param wavefronts the sum over all phases of the words that the busiest bank serves
     * @param phases how many wavefronts there would be without conflicts
     */
    public record Use(WarpAccess access, int degree, int wavefronts, int phases) {
        @Override
        public String toString() {
            return access.name() + ": " + access.bytes() + " bytes a lane, degree " + degree + ", " + wavefronts
                    + " wavefronts in " + phases + " phases";
        }
    }

    /** The plan for a tile in the shared memory of a GPU. */
    public static TilePlan of(StoredTile tile, WarpAccess... accesses) {
        return of(tile, Banks.SHARED, accesses);
    }

    /**
     * The plan with the least worst degree, then the fewest wavefronts, then the least memory, of: the plain tile, an XOR
     * of address bits, a skew of the rows, padding.
     *
     * @throws IllegalArgumentException where an access leaves the tile, or a row
     */
    public static TilePlan of(StoredTile tile, Banks banks, WarpAccess... accesses) {
        return new TileSynthesis(tile, banks, List.of(accesses)).best();
    }

    /** The worst degree of all accesses. */
    public int degree() {
        return uses.stream().mapToInt(Use::degree).max().orElse(1);
    }

    /** The swizzle over bytes that the map is, if it is one. */
    public Optional<Swizzle> swizzle() {
        return map instanceof AddressMap.Xor xor ? xor.swizzle() : Optional.empty();
    }

    /** The place of an element in bits from the start of the memory. */
    public long bitAddress(int row, int col) {
        long offset = tile.bitOffset(row, col);
        return map.address(offset / Byte.SIZE) * Byte.SIZE + offset % Byte.SIZE;
    }

    /** The plan in words: the map, how to apply it, what each access costs, why. */
    public String explain() {
        return tile + " in " + bytes + " bytes: " + map + "\naddress = " + map.expression() + "\n"
                + uses.stream().map(u -> u + "\n").collect(Collectors.joining()) + reason + "\n";
    }
}
