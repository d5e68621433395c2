package intarsia.cli.layout;

import intarsia.ir.layout.Layout;
import intarsia.ir.layout.linear.Banks;
import intarsia.ir.layout.linear.StoredTile;
import intarsia.ir.layout.linear.WarpAccess;
import intarsia.ir.layout.linear.TilePlan;
import java.util.Arrays;
import java.util.Optional;

/** Accesses of a tile in shared memory that lies as a mapping says: how many bytes a lane moves then, and what the banks make of it. */
record SharedTile(StoredTile tile, BankMapping mapping) {
    private static final Banks BANKS = Banks.SHARED;
    private static final String LDMATRIX = "ldmatrix";

    /** By the registers of a layout, in the widest pieces that the mapping leaves together. */
    TilePlan.Use registers(String name, Layout layout) {
        WarpAccess widest = WarpAccess.registers(name, tile, layout);
        int bytes = widest.bytes();
        while (!mapping.keeps(bytes)) bytes /= 2;
        return use(bytes == widest.bytes() ? widest : WarpAccess.registers(name, tile, layout, bytes));
    }

    /** By ldmatrix; nothing where the mapping tears its rows. */
    Optional<TilePlan.Use> ldmatrix() {
        WarpAccess access = WarpAccess.ldmatrix(LDMATRIX, tile);
        return mapping.keeps(access.bytes()) ? Optional.of(use(access)) : Optional.empty();
    }

    private TilePlan.Use use(WarpAccess access) {
        int degree = 0;
        int wavefronts = 0;
        int phases = 0;
        for (long[] lanes : access.instructions()) {
            long[] addresses = Arrays.stream(lanes).map(o -> mapping.address(tile, o)).toArray();
            degree = Math.max(degree, BANKS.degree(access.bytes(), addresses));
            wavefronts += BANKS.wavefronts(access.bytes(), addresses);
            phases += Math.ceilDiv(lanes.length, BANKS.lanes(access.bytes()));
        }
        return new TilePlan.Use(access, degree, wavefronts, phases);
    }

    /** The bank of the word at a byte address. */
    static int bank(long address) {
        return (int) (address / BANKS.width() % BANKS.count());
    }

    /** How many there are. */
    static int banks() {
        return BANKS.count();
    }
}
