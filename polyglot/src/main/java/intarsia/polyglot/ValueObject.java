package intarsia.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
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
final class ValueObject implements TruffleObject {
    private final Contents contents;
    private final Row rows;
    private final Map<String, Object> members;

    private ValueObject(Contents contents, Map<String, Object> members) {
        this.contents = contents;
        this.rows = new Row(contents, 0, 0);
        this.members = members;
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
    boolean hasMembers() {
        return true;
    }

    @ExportMessage
    @TruffleBoundary
    Object getMembers(boolean includeInternal) {
        return new Items(List.copyOf(members.keySet()));
    }

    @ExportMessage
    @TruffleBoundary
    boolean isMemberReadable(String member) {
        return members.containsKey(member);
    }

    @ExportMessage
    @TruffleBoundary
    Object readMember(String member) throws UnknownIdentifierException {
        Object value = members.get(member);
        if (value == null) {
            throw UnknownIdentifierException.create(member);
        }
        return value;
    }

    @ExportMessage
    @TruffleBoundary
    Object toDisplayString(boolean allowSideEffects) {
        return members.get("type") + " " + Numbers.text(contents, 0, contents.size());
    }
}
