package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.LaneOp.Address;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.ScalarType;
import intarsia.ir.Value;
import intarsia.ir.LaneType;
import intarsia.ir.LaneOp;
import intarsia.passes.layout.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Values whose bits are not whole bytes, or vectors' codes that several elements have, into memory. A lane makes a byte: for each way in which bits of a value can stand in a
 * byte, it takes the value that stands so in its own from the lane that has it, and moves the bits to their place. A byte that is
 * not written whole is read before.
 */
final class FieldStore {
    /** Bits of an element: {@code bits} of them from {@code low} of its code, at {@code shift} of a byte. */
    private record Part(int shift, int bits, int low) {
        int mask() {
            return ((1 << bits) - 1) << shift;
        }
    }

    private final Lanes l;
    private final Memory memory;
    /** One of each slice. */
    private final List<Access> accesses;
    private final Access access;
    private final Slots tile;
    private final List<Value> codes;
    /** Of elements that begin to count at one place: by address, which element stands how in the byte. */
    private TreeMap<Long, Map<Part, Integer>> bytes = new TreeMap<>();
    /** Bits below the code: the number of an element's component, where codes select vectors. */
    private final int below;

    FieldStore(Lanes l, Memory memory, List<Access> accesses, Slots tile) {
        this.l = l;
        this.memory = memory;
        this.accesses = accesses;
        this.access = accesses.getFirst();
        this.tile = tile;
        Conversions.check32(tile.type().elem());
        codes = tile.values().stream().map(l::number).map(v -> v.type() == LaneType.F32 || v.type() == ScalarType.F32 ? l.asInt(v) : v).toList();
        below = access.where.below().length > 0 ? tile.type().elem().bits() - accesses.stream().mapToInt(a -> a.where.elem().bits()).sum() : 0;
    }

    private void place(int element, Access slice) {
        long at = slice.bit(slice.where, element);
        long end = at + slice.where.elem().bits();
        for (long from = at, to; from < end; from = to) {
            to = Math.min(end, Math.floorDiv(from, 8L) * 8 + 8);
            Part part = new Part((int) Math.floorMod(from, 8L), (int) (to - from), below + slice.where.firstBit() + (int) (from - at));
            bytes.computeIfAbsent(Math.floorDiv(from, 8L), b -> new LinkedHashMap<>()).put(part, element);
        }
    }

    /** Slices that begin to count at one place are written together; inside a block slices may move by different steps. */
    void store() {
        accesses.stream().collect(Collectors.groupingBy(a -> a.index(List.of()), LinkedHashMap::new, Collectors.toList())).values().forEach(this::store);
    }

    /** Elements that strides known at launch put apart lie in different bytes: rows begin at whole ones. */
    private void store(List<Access> slices) {
        Map<List<Integer>, List<Integer>> apart = IntStream.range(0, tile.type().size()).boxed()
                .collect(Collectors.groupingBy(access::symbolicSteps, LinkedHashMap::new, Collectors.toList()));
        apart.forEach((steps, elements) -> {
            bytes = new TreeMap<>();
            elements.forEach(e -> slices.forEach(slice -> place(e, slice)));
            store(slices.getFirst().index(steps));
        });
    }

    private void store(Value index) {
        List<Long> addresses = List.copyOf(bytes.keySet());
        for (int from = 0; from < addresses.size(); from += l.count()) {
            store(index, addresses.subList(from, Math.min(addresses.size(), from + l.count())));
        }
    }

    /** At most a byte a lane. */
    private void store(Value index, List<Long> at) {
        boolean[] on = new boolean[l.count()];
        Arrays.fill(on, 0, at.size(), true);
        long[] address = new long[l.count()];
        Arrays.setAll(address, i -> at.get(Math.min(i, at.size() - 1)));
        Value code = null;
        Value kept = l.i32(0xff);
        for (Part p : at.stream().flatMap(b -> parts(b).keySet().stream()).distinct().toList()) {
            int[] element = new int[l.count()];
            int[] mask = new int[l.count()];
            for (int i = 0; i < element.length; i++) {
                @Nullable Integer e = i < at.size() ? parts(at.get(i)).get(p) : null;
                element[i] = e == null ? tile.at().element()[0][i] : e;
                mask[i] = e == null ? 0 : p.mask();
            }
            Value own = covered(mask, element);
            Value bits = l.and(moved(p, element), own);
            code = code == null ? bits : l.or(code, bits);
            kept = l.binary(BinaryOp.XOR, kept, own);
        }
        write(index, address, on, java.util.Objects.requireNonNull(code), kept, whole(at));
    }

    private Map<Part, Integer> parts(long address) {
        return java.util.Objects.requireNonNull(bytes.get(address));
    }

    /** Whether all bits of every byte are written, whatever the guards say. */
    private boolean whole(List<Long> at) {
        return access.guarded.isEmpty() && at.stream().allMatch(b -> parts(b).keySet().stream().mapToInt(Part::bits).sum() == 8);
    }

    /** The bits of the mask in lanes whose element is inside. */
    private Value covered(int[] mask, int[] element) {
        Value own = l.lanes(mask);
        for (int g = 0; g < access.guarded.size(); g++) {
            int dim = access.guarded.get(g);
            int[] x = Arrays.stream(element).map(e -> Placement.coordinate(e, tile.type().dims(), dim)).toArray();
            own = l.select(l.compare(CompareOp.LT, l.lanes(x), access.left.get(g)), own, l.i32(0));
        }
        return own;
    }

    private Value moved(Part p, int[] element) {
        Value code = memory.moves.gather(codes, tile.at(), new Placement(l.count(), new int[][] {element})).getFirst();
        return l.shl(l.shrU(code, p.low()), p.shift());
    }

    private void write(Value index, long[] address, boolean[] on, Value code, Value kept, boolean whole) {
        boolean run = Memory.linearWhere(address, on, 1);
        int[] offsets = Arrays.stream(address).mapToInt(a -> Math.toIntExact(a - address[0])).toArray();
        Optional<Value> lanes = run ? Optional.empty() : Optional.of(l.emit(words(offsets)));
        boolean all = on[on.length - 1];
        Value written = l.compare(CompareOp.NE, l.word(kept), l.i32(0xff));
        Optional<Value> mask = whole && all ? Optional.empty() : Optional.of(whole ? l.mask(on) : written);
        Address at = access.address(run ? Form.UNIT : Form.GATHER, index, address[0], lanes, mask);
        Value byteValue = code;
        if (!whole) {
            memory.barrier(); // another lane may have written the byte before
            Value old = l.emit(new LaneOp.Ld(at, 8, false, 1, LaneType.I32));
            byteValue = l.or(code, l.and(old, kept));
        }
        memory.st(at, 8, l.word(byteValue));
    }

    private static LaneOp.Lanes words(int[] offsets) {
        List<Long> bits = new ArrayList<>();
        for (int o : offsets) {
            bits.add(o & 0xffff_ffffL);
        }
        return new LaneOp.Lanes(bits, LaneType.I32);
    }
}
