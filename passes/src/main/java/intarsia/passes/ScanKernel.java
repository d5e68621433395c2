package intarsia.passes;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.passes.Coords.Coord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The template of a scan. One block goes along the dimension and carries what it has combined so far: along the last dimension tile by tile, each
 * tile scanned by itself; along another one index at a time, for a tile of the last dimension.
 *
 * @param tile elements of the last dimension in a tile
 */
record ScanKernel(TileKernel k, Expressions e, TensorOp.Scan scan, int tile) {
    /** Writes the kernel, which hands each tile of the result to {@code store}. */
    void write(BiConsumer<Tile, Coords> store) {
        List<Dim> dims = ((TensorType) scan.a().type()).dims();
        boolean last = dims.getLast().name().equals(scan.dim());
        Map<String, Coord> at = new HashMap<>();
        for (Dim d : dims.subList(0, dims.size() - 1)) {
            if (!d.name().equals(scan.dim())) {
                at.put(d.name(), Coord.at(k.grid(new Size(d.size()))));
            }
        }
        if (last) {
            tiles(store, dims.getLast(), at);
        } else {
            at.put(dims.getLast().name(), Coord.run(k.grid(new Size(dims.getLast().size()).ceilDiv(tile)).times(tile), 0));
            steps(store, at);
        }
    }

    private void tiles(BiConsumer<Tile, Coords> store, Dim dim, Map<String, Coord> outer) {
        if (outer.isEmpty()) {
            k.grid(Size.of(1));
        }
        Tile identity = e.identity(scan.op(), scan.a(), tile);
        k.loop(new Size(dim.size()), tile, e.identity(scan.op(), scan.a(), 1), (i, before) -> {
            Coords c = coords(outer, Coord.run(i, 0));
            Tile these = e.inside(i, dim, e.at(scan.a(), c).broadcast(tile), identity);
            store.accept(these.scan(scan.op(), 0).binary(scan.op().combine(), before.broadcast(tile)), c);
            return before.binary(scan.op().combine(), these.reduce(scan.op(), 0));
        });
    }

    private void steps(BiConsumer<Tile, Coords> store, Map<String, Coord> outer) {
        Size all = new Size(((TensorType) scan.a().type()).dim(scan.dim()).size());
        k.loop(all, 1, e.identity(scan.op(), scan.a(), tile), (i, before) -> {
            Coords c = coords(outer, Coord.at(i));
            Tile now = before.binary(scan.op().combine(), e.at(scan.a(), c).broadcast(tile));
            store.accept(now, c);
            return now;
        });
    }

    private Coords coords(Map<String, Coord> outer, Coord along) {
        return new Coords(List.of(tile), outer).with(scan.dim(), along);
    }
}
