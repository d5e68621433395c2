package intarsia.cli.layout;

import intarsia.cli.figure.Json;
import intarsia.cli.figure.Palette;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.linear.StoredTile;
import intarsia.ir.layout.linear.Swizzle;
import intarsia.ir.layout.linear.WarpAccess;
import intarsia.ir.layout.linear.TilePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the banks of shared memory make of a register layout, under a mapping that somebody has and under the one that is synthesised.
 *
 * @param registers of the writer, all of the tile
 * @param mapping   that somebody has
 * @param given     accesses under it
 * @param untold    why there is no reader, or nothing
 * @param plan      the synthesised one with its accesses
 */
public record ConflictFigure(Layout registers, BankMapping mapping, List<TilePlan.Use> given, Optional<String> untold, TilePlan plan) implements Figure {
    private static final int MOST_ELEMENTS = 1 << 16;
    private static final String WRITER = "writer";
    private static final String READER = "reader";

    public ConflictFigure {
        given = List.copyOf(given);
    }

    /** Who reads what the layout writes. */
    public sealed interface Reader {
        /** {@code ldmatrix}, where the tile is whole matrices; else nobody. */
        record Usual() implements Reader {}

        /** {@code ldmatrix}. */
        record Ldmatrix() implements Reader {}

        /** Lanes that hold the tile in another layout. */
        record Registers(Layout layout) implements Reader {}
    }

    /**
     * A tile whose rows stand as a mapping says.
     *
     * @throws IllegalArgumentException where a layout has other than two dimensions, or does not fit the tile
     */
    public static ConflictFigure of(Layout registers, BankMapping mapping, Reader reader) {
        expect(registers);
        var tile = new StoredTile(registers.extent(0), registers.extent(1), mapping.bits());
        return of(registers, tile, mapping, reader);
    }

    /** A tile of rows side by side, over which the layout is repeated. */
    public static ConflictFigure of(Layout registers, int rows, int columns, int bits, Reader reader) {
        expect(registers);
        var tile = new StoredTile(rows, columns, bits);
        Reader all = reader instanceof Reader.Registers(Layout l) ? new Reader.Registers(repeated(l, tile)) : reader;
        return of(repeated(registers, tile), tile, new BankMapping(bits, tile.rowBytes(), Optional.empty()), all);
    }

    private static void expect(Layout l) {
        if (l.rank() != 2) throw new IllegalArgumentException("bank conflicts of " + l + " with " + l.rank() + " dimensions; wanted rows and columns, which .reshape(…) or .unsqueeze(0) may make");
        if (l.elements() > MOST_ELEMENTS) throw new IllegalArgumentException("bank conflicts of " + l.elements() + " elements; wanted at most " + MOST_ELEMENTS);
    }

    private static Layout repeated(Layout l, StoredTile tile) {
        expect(l);
        if (tile.rows() % l.extent(0) != 0 || tile.cols() % l.extent(1) != 0 || (long) tile.rows() * tile.cols() > MOST_ELEMENTS) {
            throw new IllegalArgumentException("a tile of " + tile + " by " + l + "; wanted a multiple of its extents, and at most " + MOST_ELEMENTS + " elements");
        }
        return Layout.local(tile.rows() / l.extent(0), tile.cols() / l.extent(1)).times(l);
    }

    private static ConflictFigure of(Layout registers, StoredTile tile, BankMapping mapping, Reader reader) {
        var shared = new SharedTile(tile, mapping);
        List<TilePlan.Use> given = new ArrayList<>(List.of(shared.registers(WRITER, registers)));
        List<WarpAccess> free = new ArrayList<>(List.of(WarpAccess.registers(WRITER, tile, registers)));
        Optional<String> untold = Optional.empty();
        switch (reader) {
            case Reader.Registers(Layout l) -> {
                given.add(shared.registers(READER, l));
                free.add(WarpAccess.registers(READER, tile, l));
            }
            case Reader.Ldmatrix _ -> untold = matrices(shared, given, free);
            case Reader.Usual _ -> {
                try {
                    untold = matrices(shared, given, free);
                } catch (IllegalArgumentException e) {
                    untold = Optional.of("no reader: " + e.getMessage());
                }
            }
        }
        return new ConflictFigure(registers, mapping, given, untold, TilePlan.of(tile, free.toArray(WarpAccess[]::new)));
    }

    private static Optional<String> matrices(SharedTile shared, List<TilePlan.Use> given, List<WarpAccess> free) {
        free.add(WarpAccess.ldmatrix("ldmatrix", shared.tile()));
        Optional<TilePlan.Use> use = shared.ldmatrix();
        use.ifPresent(given::add);
        return use.isPresent() ? Optional.empty() : Optional.of("no ldmatrix here: " + shared.mapping() + " tears or misaligns its rows of 16 bytes");
    }

    @Override
    public String text() {
        return registers + "\n" + plan.tile() + ", " + mapping + "\n" + given.stream().map(u -> "  " + u + "\n").collect(Collectors.joining())
            + untold.map(u -> "  " + u + "\n").orElse("") + "synthesised\n" + plan.explain().indent(2);
    }

    @Override
    public @Nullable Object json() {
        return Json.object("registers", registers.toString(), "tile", List.of(plan.tile().rows(), plan.tile().cols()), "bits", plan.tile().bits(), "pitch", mapping.pitch(),
            "swizzle", mapping.swizzle().map(Swizzle::toString).orElse(null), "given", given.stream().map(ConflictFigure::json).toList(), "note", untold.orElse(null),
            "plan", Json.object("map", plan.map().toString(), "bytes", plan.bytes(), "expression", plan.map().expression(),
                "uses", plan.uses().stream().map(ConflictFigure::json).toList(), "reason", plan.reason()));
    }

    private static Object json(TilePlan.Use u) {
        return Json.object("access", u.access().name(), "bytes", u.access().bytes(), "degree", u.degree(), "wavefronts", u.wavefronts(), "phases", u.phases());
    }

    @Override
    public String svg() {
        List<Grid> grids = new ArrayList<>(grids(mapping + ": " + degrees(given), o -> mapping.address(plan.tile(), o)));
        grids.addAll(grids(plan.map() + ": " + degrees(plan.uses()), plan.map()::address));
        return Picture.of("banks of " + plan.tile(), List.of("in a cell the bank, of 32 with 4 bytes each, and the writer's lane; address = " + plan.map().expression()), grids);
    }

    private static String degrees(List<TilePlan.Use> uses) {
        return uses.stream().map(u -> u.access().name() + " degree " + u.degree()).collect(Collectors.joining(", "));
    }

    private List<Grid> grids(String title, LongUnaryOperator address) {
        return TileGrids.of(title, registers.shape(), x -> cell(x, address));
    }

    private Cell cell(int[] x, LongUnaryOperator address) {
        long at = address.applyAsLong(plan.tile().bitOffset(x[0], x[1]) / Byte.SIZE);
        int bank = SharedTile.bank(at);
        return new Cell(Integer.toString(bank), Integer.toString(registers.lane(x)), Palette.of(bank, SharedTile.banks()),
            TileGrids.text(x) + ": address " + at + ", bank " + bank + "; lane " + registers.lane(x) + ", v " + registers.v(x));
    }
}
