package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Numbers stored in blocks with shared scales: element i is
 * {@code (decode(code) − centre) · scale}, with {@code zero} in place of the centre or {@code + min} where the block has
 * such a field.
 *
 * <p>Group formats have a text form, {@code type g N [_s type] [_z type | _m type | _c INT] [_sum] [/ dense | halves]}:
 * {@code u4g32} is {@code u4g32_sf16}. The scale is f16 unless {@code _s} says otherwise; the centre is 2^(B−1) for uB
 * without {@code _z} or {@code _m}, otherwise 0. A block holds the codes, then the scale, then zero point or minimum, then
 * with {@code _sum} the i32 sum of the codes, each from a byte of its own. {@code /halves} puts the first half of the group in the low nibbles, the second in the high.
 *
 * @param name the text form
 * @param elements elements of a block
 * @param bytes bytes of a block
 * @param fields {@code code} and {@code scale}, at most one of {@code zero} and {@code min}, and {@code sum} or not, disjoint in the block's bytes
 * @param centre what is subtracted from every code
 */
public record BlockFormat(String name, int elements, int bytes, List<Field> fields, double centre) implements Format {
    /** GGUF: an f16 scale, then 32 signed bytes; 34 bytes. */
    public static final BlockFormat Q8_0 = new BlockFormat("Q8_0", 32, 34, List.of(
        new Field(Field.SCALE, DType.F16, 32, Packing.dense(16, 1).within(0, 34)),
        new Field(Field.CODE, DType.I8, 1, Packing.dense(8, 32).within(2, 34))), 0);

    /** GGUF: an f16 scale, then 16 bytes with elements 0 to 15 in the low nibbles and 16 to 31 in the high; 18 bytes. */
    public static final BlockFormat Q4_0 = new BlockFormat("Q4_0", 32, 18, List.of(
        new Field(Field.SCALE, DType.F16, 32, Packing.dense(16, 1).within(0, 18)),
        new Field(Field.CODE, DType.U4, 1, Packing.nibbleHalves(32).within(2, 18))), 8);

    /** The formats with a name of their own. */
    static final List<BlockFormat> NAMED = List.of(Q8_0, Q4_0);

    public BlockFormat {
        fields = List.copyOf(fields);
        if (elements < 1 || bytes < 1 || !Double.isFinite(centre)) {
            throw new IllegalArgumentException(name + ": a block has at least 1 element, 1 byte and a finite centre, found "
                + elements + ", " + bytes + ", " + centre);
        }
        BitSet used = new BitSet();
        for (Field field : fields) {
            checkField(name, elements, bytes, field);
            for (int bit : field.packing().bitTable()) {
                if (used.get(bit)) {
                    throw new IllegalArgumentException(name + ": field " + field.name() + " and an earlier one share bit " + bit);
                }
                used.set(bit);
            }
        }
        List<String> names = fields.stream().map(Field::name).sorted().toList();
        boolean complete = Set.copyOf(names).size() == names.size() && names.contains(Field.CODE) && names.contains(Field.SCALE)
            && !(names.contains(Field.ZERO) && names.contains(Field.MIN));
        if (!complete || (names.contains(Field.ZERO) && centre != 0)) {
            throw new IllegalArgumentException(name + ": a block has one code, one scale and at most one of zero (with centre 0) and min, and sum or not,"
                + " found " + names + " with centre " + centre);
        }
    }

    private static void checkField(String name, int elements, int bytes, Field field) {
        Packing packing = field.packing();
        int granularity = field.name().equals(Field.CODE) ? 1 : field.granularity();
        if (field.granularity() != granularity || elements % granularity != 0 || packing.elements() != elements / granularity) {
            throw new IllegalArgumentException(name + ": field " + field.name() + " packs " + packing.elements() + " values for "
                + field.granularity() + " elements each, but a block has " + elements + " elements and a code for each");
        }
        if (packing.bytes() != bytes) {
            throw new IllegalArgumentException(name + ": field " + field.name() + " packs into " + packing.bytes() + " bytes, but a block has "
                + bytes);
        }
    }

    /** The formats with a name of their own, as {@link Format#parse} reads it. */
    public static List<BlockFormat> named() {
        return NAMED;
    }

    /** The field of this name, if the block has it. */
    public Optional<Field> find(String fieldName) {
        return fields.stream().filter(f -> f.name().equals(fieldName)).findFirst();
    }

    /** The field of this name, or an error that lists those there are. */
    public Field field(String fieldName) {
        return find(fieldName).orElseThrow(() -> new IllegalArgumentException(
            "no field '" + fieldName + "' in " + name + "; it has " + fields.stream().map(Field::name).toList()));
    }

    /** The codes. */
    public Field code() {
        return find(Field.CODE).orElseThrow();
    }

    /** The scales. */
    public Field scale() {
        return find(Field.SCALE).orElseThrow();
    }

    /** The decoded value of a field for element {@code index} of the row at {@code base}, or {@code absent} without such a field. */
    double fieldValue(String fieldName, MemorySegment memory, long base, long index, double absent) {
        for (Field field : fields) {
            if (field.name().equals(fieldName)) {
                return field.type().decode(field.packing().read(memory, base, index / field.granularity()));
            }
        }
        return absent;
    }

    double value(MemorySegment memory, long base, long index) {
        double code = fieldValue(Field.CODE, memory, base, index, Double.NaN);
        double scale = fieldValue(Field.SCALE, memory, base, index, Double.NaN);
        double shifted = code - fieldValue(Field.ZERO, memory, base, index, centre);
        return shifted * scale + fieldValue(Field.MIN, memory, base, index, -0.0); // x + −0 is x, even for x = −0
    }

    /** Reads the text form of a block format, without regard to case. */
    public static BlockFormat parse(String text) {
        if (Format.parse(text) instanceof BlockFormat block) {
            return block;
        }
        throw new IllegalArgumentException("'" + text + "' is a plain type, wanted a block format");
    }

    @Override
    public String toString() {
        return name;
    }
}
