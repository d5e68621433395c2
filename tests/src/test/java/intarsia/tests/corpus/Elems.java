package intarsia.tests.corpus;

import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import java.util.ArrayList;
import java.util.List;

/** The element types of the matrix. */
final class Elems {
    private Elems() {
    }

    /** u1 … u8, i1 … i8, and the wide ones. */
    static List<DType> integers() {
        List<DType> all = new ArrayList<>();
        for (int b = 1; b <= 8; b++) {
            all.add(new IntType(b, false));
            all.add(new IntType(b, true));
        }
        for (int b : new int[] {11, 16, 32}) {
            all.add(new IntType(b, false));
            all.add(new IntType(b, true));
        }
        return all;
    }

    static List<DType> floats() {
        return List.of(DType.F32, DType.F16, DType.BF16);
    }

    /** Types that can be read and cast to f32, and nothing else. */
    static List<DType> minifloats() {
        return List.of(DType.parse("f8e4m3fn"), DType.parse("f8e5m2"), DType.parse("f6e3m2"), DType.parse("f6e2m3"), DType.parse("f4e2m1"),
                DType.parse("nf4"), DType.parse("bipolar4"));
    }

    static List<DType> arithmetic() {
        List<DType> all = new ArrayList<>(integers());
        all.addAll(floats());
        return all;
    }
}
