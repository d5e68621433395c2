package intarsia.ir.eval;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import java.util.List;
import java.util.stream.LongStream;

/** The memory of a tensor parameter of a tile kernel, as it is now. */
record MemoryContents(GlobalView view) implements Contents {
    @Override
    public DType elem() {
        return view.type.format() instanceof DType d ? d : DType.F32;
    }

    @Override
    public List<Integer> shape() {
        return LongStream.of(view.extents()).mapToObj(Math::toIntExact).toList();
    }

    @Override
    public long code(int element) {
        long at = view.element(index(element), ones());
        return switch (view.type.format()) {
            case DType d -> view.bits(d, at);
            case BlockFormat f -> BlockTensors.dequantize(f, view.block(f, at), f.elements()).code((int) (at % f.elements()));
        };
    }

    private long[] index(int element) {
        long[] extents = view.extents();
        long[] index = new long[extents.length];
        long rest = element;
        for (int d = extents.length - 1; d >= 0; d--) {
            index[d] = rest % extents[d];
            rest /= extents[d];
        }
        return index;
    }

    private int[] ones() {
        int[] ones = new int[view.extents().length];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public double bound(int element) {
        return 0;
    }
}
