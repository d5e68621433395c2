package intarsia.ir.type;

import java.util.Optional;

/**
 * One kind of number in a block: the value for an element is {@code (stored − centre) · unit}, where the stored value that
 * {@code index} gives the element is decoded as {@code type} says, or is a component of the vector of a book.
 *
 * @param name unique in the block
 * @param type of the stored code; with a book an unsigned integer
 * @param packing where the stored values lie in the bytes of the whole block
 * @param centre what is subtracted from a stored value
 * @param unit what it is then multiplied with: ± a power of two
 * @param book the vectors that codes select
 */
public record Field(String name, Role role, DType type, Packing packing, FieldIndex index, double centre, double unit,
                    Optional<VectorBook> book) {
    /** The usual name of the numbers themselves. */
    public static final String CODE = "code";
    /** The usual name of what codes are multiplied with. */
    public static final String SCALE = "scale";
    /** The usual name of what is subtracted from codes. */
    public static final String ZERO = "zero";
    /** The usual name of what is added last. */
    public static final String MIN = "min";

    public Field {
        if (name.isEmpty() || packing.codeBits() != type.bits()) {
            throw new IllegalArgumentException("field " + name + " packs codes of " + packing.codeBits() + " bits, but " + type + " has "
                + type.bits());
        }
        if (!Double.isFinite(centre) || !Double.isFinite(unit) || Math.getExponent(unit) < -1000 || Math.abs(unit) != Math.scalb(1.0, Math.getExponent(unit))) {
            throw new IllegalArgumentException("field " + name + " needs a finite centre and ± a power of two as unit, found " + centre + " and "
                + unit);
        }
        index.check(packing.elements(), book.map(VectorBook::length).orElse(1), "field " + name);
        if (book.isPresent() && !type.equals(new IntType(book.get().bits(), false))) {
            throw new IllegalArgumentException("field " + name + " selects vectors by codes u" + book.get().bits() + ", found " + type);
        }
    }

    /** Numbers of which every {@code granularity} successive elements share one. */
    public static Field of(Role role, String name, DType type, int granularity, Packing packing) {
        if (granularity < 1) {
            throw new IllegalArgumentException("field " + name + " needs a granularity of at least 1, found " + granularity);
        }
        return new Field(name, role, type, packing, FieldIndex.every(granularity, packing.elements()), 0, 1, Optional.empty());
    }

    /** The same field with another centre. */
    public Field withCentre(double now) {
        return new Field(name, role, type, packing, index, now, unit, book);
    }

    /** The same field in another unit. */
    public Field withUnit(double now) {
        return new Field(name, role, type, packing, index, centre, now, book);
    }

    /** The same field elsewhere in the block. */
    Field withPacking(Packing now) {
        return new Field(name, role, type, now, index, centre, unit, book);
    }

    /** The same field of so many blocks that follow one another. */
    Field repeated(int times) {
        return new Field(name, role, type, packing.repeated(times), index.repeated(times, packing.elements()), centre, unit, book);
    }

    /**
     * Successive elements that share a stored value.
     *
     * @throws IllegalArgumentException if the index is not regular
     */
    public int granularity() {
        if (!index.isRegular()) {
            throw new IllegalArgumentException("field " + name + " has no granularity: its values follow the elements by " + index);
        }
        return index.runs().getFirst().digits().getLast().extent();
    }

    /** Successive elements of the block that read one value where the field is accessed: each reads its own where values are vectors. */
    public int step() {
        return book.isPresent() ? 1 : granularity();
    }

    /** The type of what an access reads: the stored code, and with a book below it the number of the element's component. */
    public DType element() {
        return book.isPresent() ? CodeBook.of(book.get()) : type;
    }

    /** What an access reads for an element of the block whose stored code is this. */
    public long elementCode(long stored, int e) {
        return book.isPresent() ? stored << book.get().componentBits() | index.component(e) : stored;
    }

    /** The stored code of what an access reads or writes for an element. */
    public long storedCode(long elementCode) {
        return book.map(b -> elementCode >>> b.componentBits()).orElse(elementCode);
    }

    /** The value of a component of what a code means. */
    public double decode(long code, int component) {
        double stored = book.isPresent() ? book.get().value((int) code, component) : type.decode(code);
        return (stored - centre) * unit;
    }

    /** The least value that a code other than infinities and NaN means. */
    public double least() {
        return unit < 0 ? scaled(greatestStored()) : scaled(leastStored());
    }

    /** The greatest value that a code other than infinities and NaN means. */
    public double greatest() {
        return unit < 0 ? scaled(leastStored()) : scaled(greatestStored());
    }

    private double scaled(double stored) {
        return (stored - centre) * unit;
    }

    private double leastStored() {
        return book.map(b -> extreme(b, -1)).orElseGet(type::minFinite);
    }

    private double greatestStored() {
        return book.map(b -> extreme(b, 1)).orElseGet(type::maxFinite);
    }

    private static double extreme(VectorBook book, int sign) {
        double most = Double.NEGATIVE_INFINITY;
        for (int code = 0; code < 1 << book.bits(); code++) {
            for (int c = 0; c < book.length(); c++) {
                most = Math.max(most, sign * book.value(code, c));
            }
        }
        return sign * most;
    }
}
