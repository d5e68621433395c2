package intarsia.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import intarsia.ir.eval.Contents;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tile as its layout places it: along one axis of the machine, lanes or the registers of one, what lies there. */
@ExportLibrary(InteropLibrary.class)
final class Placed extends ArrayObject {
    private final Contents contents;
    private final Layout layout;
    /** The axes still open, the outermost first. */
    private final List<Axis> axes;
    private final Map<Axis, Integer> at;

    Placed(Contents contents, Layout layout, List<Axis> axes, Map<Axis, Integer> at) {
        this.contents = contents;
        this.layout = layout;
        this.axes = axes;
        this.at = at;
    }

    @Override
    long size() {
        return layout.size(axes.getFirst());
    }

    @Override
    Object element(int index) {
        Map<Axis, Integer> there = new HashMap<>(at);
        there.put(axes.getFirst(), index);
        return axes.size() == 1 ? Numbers.of(contents, element(there)) : new Placed(contents, layout, axes.subList(1, axes.size()), there);
    }

    private int element(Map<Axis, Integer> place) {
        int n = 0;
        int[] x = layout.index(place);
        for (int d = 0; d < x.length; d++) {
            n = n * layout.extent(d) + x[d];
        }
        return n;
    }

    @ExportMessage
    @TruffleBoundary
    Object toDisplayString(boolean allowSideEffects) {
        return size() + " along " + axes.getFirst() + (at.isEmpty() ? "" : " at " + at);
    }
}
