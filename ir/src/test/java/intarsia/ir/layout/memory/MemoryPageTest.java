package intarsia.ir.layout.memory;

import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code docs/memory-layouts.md} shows is what the planner says. */
class MemoryPageTest {
    private static final Expr N = Expr.sym("n");
    private static final Facts FACTS = Facts.NONE.divides(32, "n");

    private static String page() throws IOException {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("docs/memory-layouts.md"))) at = at.getParent();
        if (at == null) throw new IllegalStateException("no folder above holds docs/memory-layouts.md");
        return Files.readString(at.resolve("docs/memory-layouts.md"));
    }

    /** A tile of 4 rows of 128 in a matrix of rows of n. */
    private static MemoryLayout tile() {
        return MemoryLayout.rowMajor(32, List.of(Expr.sym("m"), N))
                .tile(List.of(Expr.sym("b").times(4), Expr.sym("k").times(128)), List.of(4, 128), FACTS).orThrow();
    }

    private static MemoryLayout codes() {
        BufferType w = BufferType.of(Format.parse("Q4_0"), List.of(Expr.sym("m"), N));
        return BufferLayout.of(w, "code").orThrow().getFirst().layout();
    }

    static Map<String, String> shown() {
        Access threads = Access.load(Layout.parse("[4x128] lane[1.0:32] v[0.0:4 1.1:4]"), tile(), MemoryModel.threads(32, MemoryModel.UNIT_ONLY)).with(FACTS);
        MemoryLayout block = codes().tile(List.of(Expr.sym("r"), Expr.sym("g").times(32)), List.of(1, 32), FACTS).orThrow();
        Access vector = Access.load(Layout.parse("[1x32] lane[1.1:16] v[1.0:2]"), block, MemoryModel.vector(16, true)).with(FACTS);
        return Map.of("tile", tile().toString(), "codes", codes().toString(), "threads", AccessPlan.of(threads).orThrow().explain(), "vector",
                AccessPlan.of(vector).orThrow().explain());
    }

    @Test
    void thePageShowsWhatThePlannerSays() throws IOException {
        String page = page();
        shown().forEach((what, text) -> assertTrue(page.contains(text), () -> what + " on the page is not\n" + text));
    }
}
