package intarsia.tests.corpus;

import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.type.DType;
import intarsia.passes.check.Distribution;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Integers of a limit on every engine: what goes beyond it saturates, whatever it was before. */
class IntegersOfALimitOnEnginesTest {
    private static final List<String> LIMITED = List.of("i16m127", "i8m100", "i4m5", "i2m1", "i13m1000", "i16m32767", "i24m70000", "i23m3", "i32m127", "i32m70000000");
    private static final List<String> OTHERS = List.of("f32", "f16", "i8", "u8", "i16", "i32", "u32", "u1", "i16m300", "f8e4m3fn");

    @Test
    void conversionsToAndFromThemAreTheReferences() {
        Cells cells = new Cells("integers of a limit");
        for (String limited : LIMITED) {
            for (String other : OTHERS) {
                for (Distribution kind : List.of(Distribution.EXTREME, Distribution.CHANNEL)) {
                    cells.cell(other + " to " + limited, kind, k -> cast(k, other, limited));
                    cells.cell(limited + " to " + other, kind, k -> cast(k, limited, other));
                }
            }
        }
        cells.done();
    }

    private static void cast(TileKernel k, String from, String to) {
        Size n = Size.of(64);
        k.out("y", DType.parse(to), n).at(k.index(0)).store(k.in("x", DType.parse(from), n).at(k.index(0)).load(64).cast(DType.parse(to)));
    }

    @Test
    void theyAreComparedAndChosenFrom() {
        Cells cells = new Cells("choices among integers of a limit");
        for (String limited : LIMITED) {
            cells.cell(limited, Distribution.EXTREME, k -> {
                var a = k.in("a", DType.parse(limited), Size.of(4), Size.of(16)).at(k.index(0), k.index(0)).load(4, 16);
                var b = k.in("b", DType.parse(limited), Size.of(4), Size.of(16)).at(k.index(0), k.index(0)).load(4, 16);
                k.out("y", DType.parse(limited), Size.of(4), Size.of(16)).at(k.index(0), k.index(0)).store(a.lt(b).select(a.max(b), a.min(b)));
                k.out("z", DType.I32, Size.of(4), Size.of(1)).at(k.index(0), k.index(0)).store(a.cast(DType.I32).times(b.cast(DType.I32)).sum(1));
            });
        }
        cells.done();
    }
}
