package intarsia.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import intarsia.ir.LaneType;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.eval.Contents;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tile, a word in every lane, a tensor, or memory: an array of its elements, nested by its dimensions, with members {@code type} and, as
 * its type has them, {@code layout} and {@code lane} or {@code warp}: the registers of one lane after the other.
 */
@ExportLibrary(InteropLibrary.class)
final class ValueObject extends MembersObject {
    private final Contents contents;
    private final Row rows;
    private final String type;

    private ValueObject(Contents contents, Map<String, Object> members) {
        super(members);
        this.contents = contents;
        this.rows = new Row(contents, 0, 0);
        this.type = String.valueOf(members.get("type"));
    }

    static ValueObject of(Type type, Contents c) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", type.toString());
        if (type instanceof TileType t && t.layout().isPresent()) {
            Layout l = t.layout().get();
            List<Axis> axes = axes(l);
            members.put("layout", l.toString());
            members.put(axes.getFirst().name(), new Placed(c, l, axes, Map.of()));
        } else if (type instanceof LaneType) {
            members.put("lane", new Row(c, 0, 0));
        }
        return new ValueObject(c, members);
    }

    /** What a layout names besides lanes and their registers, as warps; then these. */
    private static List<Axis> axes(Layout l) {
        List<Axis> axes = new ArrayList<>(l.axes());
        axes.removeAll(List.of(Axis.LANE, Axis.V));
        axes.addAll(List.of(Axis.LANE, Axis.V));
        return axes;
    }

    @ExportMessage
    boolean hasArrayElements() {
        return true;
    }

    @ExportMessage
    @TruffleBoundary
    long getArraySize() {
        return rows.getArraySize();
    }

    @ExportMessage
    @TruffleBoundary
    boolean isArrayElementReadable(long index) {
        return rows.isArrayElementReadable(index);
    }

    @ExportMessage
    @TruffleBoundary
    Object readArrayElement(long index) throws InvalidArrayIndexException {
        return rows.readArrayElement(index);
    }

    @ExportMessage
    @TruffleBoundary
    Object toDisplayString(boolean allowSideEffects) {
        return type + " " + Numbers.text(contents, 0, contents.size());
    }
}
