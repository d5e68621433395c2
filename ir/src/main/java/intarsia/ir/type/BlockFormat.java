package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Numbers stored in blocks with shared scales: a list of {@linkplain Field fields} in the bytes of a block. The value of an
 * element is {@code (Π code − Σ zero) · (Π scale + Σ offset) + Π min} over the values that the fields have for it, by
 * {@linkplain Role role}; absent terms are left out.
 *
 * <p>{@link Format#parse} reads the names of published formats ({@code Q4_K}, {@code mx_f4e2m1}) and of groups
 * ({@code u4g32_sf16}); {@link #builder} makes any other.
 *
 * <p>A block is a box of rows × columns, most often one row. A matrix lies as boxes in row-major order, whose elements are
 * numbered row-major too: see {@link #stored}.
 *
 * @param name the text form
 * @param rows rows of a block
 * @param elements elements of a block: whole rows of {@link #columns}
 * @param bytes bytes of a block
 * @param fields at least one of role {@link Role#CODE}; names are unique, and no bit belongs to two
 * @param fit how {@link QuantizeRule} chooses scales
 * @param rotation of the rows before they were stored: the value of an element is then what the rotation makes of those of its group
 */
public record BlockFormat(String name, int rows, int elements, int bytes, List<Field> fields, Fit fit, Optional<Rotation> rotation) implements Format {
    public BlockFormat {
        fields = List.copyOf(fields);
        if (elements < 1 || bytes < 1) {
            throw new IllegalArgumentException(name + ": a block has at least 1 element and 1 byte, found " + elements + ", " + bytes);
        }
        if (rows < 1 || elements % rows != 0) {
            throw new IllegalArgumentException(name + ": a block is whole rows, found " + elements + " elements in " + rows + " rows");
        }
        BitSet used = new BitSet();
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            checkField(name, rows, elements, bytes, field);
            if (!names.add(field.name())) {
                throw new IllegalArgumentException(name + ": two fields are named " + field.name());
            }
            int shared = field.packing().claim(used);
            if (shared >= 0) {
                throw new IllegalArgumentException(name + ": field " + field.name() + " and an earlier one share bit " + shared);
            }
        }
        if (fields.stream().noneMatch(f -> f.role() == Role.CODE)) {
            throw new IllegalArgumentException(name + ": a block has at least one code, found " + names);
        }
    }

    /** A format of blocks as they are. */
    public BlockFormat(String name, int rows, int elements, int bytes, List<Field> fields, Fit fit) {
        this(name, rows, elements, bytes, fields, fit, Optional.empty());
    }

    /**
     * The format whose rows are rotated in groups of {@code size} elements before they are stored as here.
     *
     * @throws IllegalArgumentException if the size is no power of two of at least 2, or blocks have several rows, or are rotated
     */
    public BlockFormat rotated(int size) {
        return new Rotation(new Hadamard(size), this).format();
    }

    /** The format that the bytes have where nobody rotates values back; itself but of a rotated format. */
    public BlockFormat unrotated() {
        return rotation.map(Rotation::stored).orElse(this);
    }

    private static void checkField(String name, int rows, int elements, int bytes, Field field) {
        if (field.index().elements() != elements) {
            throw new IllegalArgumentException(name + ": field " + field.name() + " packs " + field.packing().elements() + " values for "
                + field.index().elements() + " elements, but a block has " + elements);
        }
        int columns = elements / rows;
        if (rows > 1 && field.index().isRegular() && columns % field.step() != 0 && field.step() % columns != 0) {
            throw new IllegalArgumentException(name + ": " + field.step() + " elements share a " + field.name()
                + "; wanted parts of a row or whole rows of " + columns);
        }
        if (field.packing().bytes() != bytes) {
            throw new IllegalArgumentException(name + ": field " + field.name() + " packs into " + field.packing().bytes() + " bytes, but a block has "
                + bytes);
        }
    }

    /** Columns of a block. */
    public int columns() {
        return elements / rows;
    }

    /** Successive rows of a block that share one value of a field. */
    public int rowStep(Field field) {
        return Math.max(1, field.step() / columns());
    }

    /** Successive columns of a block that share one value of a field. */
    public int columnStep(Field field) {
        return Math.min(field.step(), columns());
    }

    /** Successive elements along a dimension of a tensor of some rank that share one value of a field. */
    public int step(Field field, int dim, int rank) {
        return dim == rank - 1 ? columnStep(field) : dim == rank - 2 ? rowStep(field) : 1;
    }

    /**
     * Where an element of matrices of so many columns stands in memory, counted box after box: a permutation of the elements, the
     * identity where blocks are rows. Rows count on from matrix to matrix.
     */
    public long stored(long row, long column, long tensorColumns) {
        return row / rows * rows * tensorColumns + column / columns() * elements + row % rows * columns() + column % columns();
    }

    /** The element, counted row after row, that stands at a place of {@link #stored}. */
    public long logical(long place, long tensorColumns) {
        long boxes = tensorColumns / columns();
        long box = place / elements;
        long row = box / boxes * rows + place % elements / columns();
        return row * tensorColumns + box % boxes * columns() + place % columns();
    }

    /**
     * Refuses a matrix that is not whole blocks.
     *
     * @throws IllegalArgumentException naming the extents
     */
    public void check(long tensorRows, long tensorColumns) {
        if (tensorRows < 0 || tensorColumns < 0 || tensorRows % rows != 0 || tensorColumns % columns() != 0) {
            throw new IllegalArgumentException(name + " holds a multiple of " + rows + " rows and of " + columns() + " columns, found "
                + tensorRows + " × " + tensorColumns);
        }
    }

    /** The formats with a name of their own: those of GGUF. */
    public static List<BlockFormat> named() {
        return Stream.concat(GgufFormats.NAMES.stream().map(GgufFormats::of), GgufGridFormats.NAMES.stream().map(GgufGridFormats::of)).toList();
    }

    /** A format from its fields. */
    public static BlockBuilder builder(String name, int elements, int bytes) {
        return new BlockBuilder(name, elements, bytes);
    }

    /** The field of this name, if the block has it. */
    public Optional<Field> find(String fieldName) {
        for (Field field : fields) {
            if (field.name().equals(fieldName)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** The field of this name, or an error that lists those there are. */
    public Field field(String fieldName) {
        return find(fieldName).orElseThrow(() -> new IllegalArgumentException(
            "no field '" + fieldName + "' in " + name + "; it has " + fields.stream().map(Field::name).toList()));
    }

    /** The fields of a role, in order. */
    public List<Field> fields(Role role) {
        List<Field> found = new ArrayList<>();
        for (Field field : fields) {
            if (field.role() == role) {
                found.add(field);
            }
        }
        return found;
    }

    /** Whether some field has a role. */
    private boolean has(Role role) {
        for (Field field : fields) {
            if (field.role() == role) {
                return true;
            }
        }
        return false;
    }

    /** The codes: the first field of that role. */
    public Field code() {
        for (Field field : fields) {
            if (field.role() == Role.CODE) {
                return field;
            }
        }
        throw new IllegalStateException(name + " has no code");
    }

    /** The value of a field for element {@code index} of the row at {@code base}. */
    public double fieldValue(Field field, MemorySegment memory, long base, long index) {
        int element = (int) (index % elements);
        long block = Math.addExact(base, Math.multiplyExact(index / elements, (long) bytes));
        long code = field.packing().read(memory, block, field.index().value(element));
        return field.decode(code, field.book().isPresent() ? field.index().component(element) : 0);
    }

    /** What an access of a field reads for element {@code index} of the row at the start of the memory: a code of {@link Field#element}. */
    public long elementCode(Field field, MemorySegment memory, long index) {
        int element = (int) (index % elements);
        long stored = field.packing().read(memory, Math.multiplyExact(index / elements, (long) bytes), field.index().value(element));
        return field.elementCode(stored, element);
    }

    /** The values, rounded to f32, of whole blocks from an element on, in the order of memory. */
    public float[] values(MemorySegment memory, long base, long first, int count) {
        if (first % elements != 0 || count % elements != 0) {
            throw new IllegalArgumentException(count + " elements from " + first + " on of " + name + "; wanted whole blocks of " + elements);
        }
        if (rotation.isPresent()) {
            return rotation.get().values(memory, base, first, count);
        }
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) value(memory, base, first + i);
        }
        return x;
    }

    double value(MemorySegment memory, long base, long index) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("element " + index + " of a row of " + name);
        }
        if (rotation.isPresent()) {
            return rotation.get().value(memory, base, index);
        }
        double shifted = product(Role.CODE, memory, base, index) - sum(Role.ZERO, memory, base, index);
        return shifted * scale(memory, base, index) + min(memory, base, index);
    }

    /** What the codes of an element are multiplied with. */
    double scale(MemorySegment memory, long base, long index) {
        return product(Role.SCALE, memory, base, index) + sum(Role.OFFSET, memory, base, index);
    }

    /** What is added last; −0 without minima, since x + −0 is x, even for x = −0. */
    double min(MemorySegment memory, long base, long index) {
        return has(Role.MIN) ? product(Role.MIN, memory, base, index) : -0.0;
    }

    /** The product of the fields of a role; 1 without any. */
    double product(Role role, MemorySegment memory, long base, long index) {
        double product = 1;
        for (Field field : fields) {
            product = field.role() == role ? product * fieldValue(field, memory, base, index) : product;
        }
        return product;
    }

    /** The sum of the fields of a role; without any −0, or for {@link Role#ZERO}, which is subtracted, 0. */
    double sum(Role role, MemorySegment memory, long base, long index) {
        double sum = role == Role.ZERO ? 0.0 : -0.0;
        for (Field field : fields) {
            sum = field.role() == role ? sum + fieldValue(field, memory, base, index) : sum;
        }
        return sum;
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
