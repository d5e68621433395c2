package intarsia.ir.verify;

import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Once a tile has a layout all have one, and it is of the tile's shape. */
final class LayoutRules {
    private final Report report;

    LayoutRules(Report report) {
        this.report = report;
    }

    void check(Kernel k) {
        List<Value> tiles = new ArrayList<>();
        Ops.walk(k.body(), r -> r.args().stream().filter(v -> v.type() instanceof TileType).forEach(tiles::add),
                s -> s.results().stream().filter(v -> v.type() instanceof TileType).forEach(tiles::add));
        boolean inferred = tiles.stream().anyMatch(v -> ((TileType) v.type()).layout().isPresent());
        for (Value v : tiles) {
            TileType t = (TileType) v.type();
            report.check(!inferred || t.layout().isPresent(), v.toString(), () -> v + ": " + t + " has no layout, though other tiles have one");
            t.layout().ifPresent(l -> report.check(Arrays.equals(l.shape(), t.dims()), v.toString(),
                    () -> v + ": the layout " + l + " is of shape " + Arrays.toString(l.shape()) + "; the tile has " + t.shape()));
        }
    }
}
