package intarsia.cli.layout;

import intarsia.cli.figure.Json;
import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Check;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether codes of {@code width} bits under {@code from} can be read as codes of {@code newWidth} bits under {@code to}, no bit moving. */
public record ViewFigure(int width, Layout from, int newWidth, Layout to) implements Figure {
    private static final int MOST_BITS = 1024;

    public ViewFigure {
        if (width < 1 || newWidth < 1 || width > MOST_BITS || newWidth > MOST_BITS) {
            throw new IllegalArgumentException("a view from " + width + " to " + newWidth + " bits; wanted 1 to " + MOST_BITS);
        }
    }

    private Check check() {
        return View.check(width, from, newWidth, to);
    }

    @Override
    public boolean holds() {
        return check().holds();
    }

    private String what() {
        return width + " bits " + from + " as " + newWidth + " bits " + to;
    }

    @Override
    public String text() {
        return switch (check()) {
            case Check.Holds _ -> "legal: " + what() + "\nno bit moves: the string of a lane is read anew\n";
            case Attempt.Refused r -> "refused: " + what() + "\n" + r.reason() + "\n";
        };
    }

    @Override
    public @Nullable Object json() {
        return Json.object("legal", holds(), "reason", check() instanceof Attempt.Refused r ? r.reason() : null, "width", width, "from", LayoutFigure.described(from),
            "to_width", newWidth, "to", LayoutFigure.described(to));
    }

    @Override
    public String svg() {
        var before = new Places(from);
        var after = new Places(to);
        List<Grid> grids = new ArrayList<>(TileGrids.of(width + " bits", from.shape(), before::cell));
        grids.addAll(TileGrids.of("as " + newWidth + " bits", to.shape(), after::cell));
        return Picture.of((holds() ? "" : "refused: ") + what(), List.of(before.legend()), grids);
    }
}
