package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * How a period of codes lies in a period of bytes, as {@link Piece}s that are disjoint and cover every bit of every code.
 * Bytes may have bits that no piece uses: padding, or the other fields of a block. Bit i of the bytes is bit i mod 8,
 * counted from the least significant, of byte i / 8.
 *
 * <p>Two packings are equal if they put every bit in the same place, however their pieces say it.
 */
public final class Packing { // no record: it keeps which pieces hold an element, of which panels have thousands
    /** Code bits of a period at most, but of codes that lie end to end. */
    static final int MOST_BITS = 1 << 18;

    private final int codeBits;
    private final int elements;
    private final int bytes;
    private final List<Piece> pieces;
    private final PieceIndex index;

    /**
     * A packing of pieces.
     *
     * @param codeBits bits of one code, 1 to 64
     * @param elements codes of a period
     * @param bytes bytes of a period
     * @param pieces at most 2^18 code bits in all, of codes that lie end to end 2^31 − 1
     */
    public Packing(int codeBits, int elements, int bytes, List<Piece> pieces) {
        this.codeBits = codeBits;
        this.elements = elements;
        this.bytes = bytes;
        this.pieces = List.copyOf(pieces);
        boolean run = run(codeBits, elements, pieces);
        long most = run ? Integer.MAX_VALUE : MOST_BITS;
        if (codeBits < 1 || codeBits > 64 || elements < 1 || (long) codeBits * elements > most) {
            throw new IllegalArgumentException("a period holds codes of 1 to 64 bits, at most " + most + " bits in all, found "
                + elements + " codes of " + codeBits);
        }
        if (bytes < 1 || bytes > Integer.MAX_VALUE / 8) {
            throw new IllegalArgumentException("a period has 1 to 2^28 − 1 bytes, found " + bytes);
        }
        if (!run) {
            checkDisjoint(bitTable(codeBits, elements, bytes, pieces), bytes);
        } else if (pieces.getFirst().baseBit() < 0 || pieces.getFirst().baseBit() + (long) codeBits * elements > 8L * bytes) {
            throw new IllegalArgumentException(elements + " codes of " + codeBits + " bits from bit " + pieces.getFirst().baseBit() + " on lie outside "
                + bytes + " bytes");
        }
        this.index = new PieceIndex(this.pieces);
    }

    /** Bits of one code. */
    public int codeBits() {
        return codeBits;
    }

    /** Codes of a period. */
    public int elements() {
        return elements;
    }

    /** Bytes of a period. */
    public int bytes() {
        return bytes;
    }

    /** What places every bit of every code, in the order in which it was given. */
    public List<Piece> pieces() {
        return pieces;
    }

    private static boolean run(int codeBits, int elements, List<Piece> pieces) {
        return pieces.size() == 1 && pieces.getFirst().elements() == elements && pieces.getFirst().firstElement() == 0 && pieces.getFirst().bits() == codeBits
            && pieces.getFirst().firstBit() == 0 && pieces.getFirst().digits().size() == 1 && pieces.getFirst().digits().getFirst().strideBits() == codeBits;
    }

    /** Whether the codes lie end to end from some bit on: then a period may be long, and needs no table. */
    public boolean isRun() {
        return run(codeBits, elements, pieces);
    }

    /** The address of the first bit of the first code. */
    public int firstAddress() {
        return Math.toIntExact(pieces.getFirst().address(0));
    }

    /** Marks the bits of the codes as used; the first that was used before, or −1. */
    int claim(BitSet used) {
        if (isRun()) {
            int from = firstAddress();
            int to = from + codeBits * elements;
            int shared = used.nextSetBit(from);
            used.set(from, to);
            return shared < to ? shared : -1;
        }
        int shared = -1;
        for (int bit : bitTable()) {
            shared = shared < 0 && used.get(bit) ? bit : shared;
            used.set(bit);
        }
        return shared;
    }

    /** Codes end to end, the first lowest; the last byte is filled up. */
    public static Packing dense(int codeBits, int elements) {
        return new Packing(codeBits, elements, Math.toIntExact(((long) codeBits * elements + 7) / 8),
            List.of(new Piece(0, elements, 0, codeBits, 0, List.of(new StrideDigit(elements, codeBits)))));
    }

    /** {@link #dense(int, int)} for the codes of a type. */
    public static Packing dense(DType type, int elements) {
        return dense(type.bits(), elements);
    }

    /** 4-bit codes, two a byte: the first half of the elements in the low nibbles, the second in the high ones. */
    public static Packing nibbleHalves(int elements) {
        if (elements < 2 || elements % 2 != 0) {
            throw new IllegalArgumentException("nibble halves need an even number of elements, found " + elements);
        }
        return new Packing(4, elements, elements / 2,
            List.of(new Piece(0, elements, 0, 4, 0, List.of(new StrideDigit(2, 4), new StrideDigit(elements / 2, 8)))));
    }

    /** The same packing from byte {@code offset} of a period of {@code periodBytes} bytes. */
    public Packing within(int offset, int periodBytes) {
        int bits = Math.multiplyExact(offset, 8);
        return new Packing(codeBits, elements, periodBytes, pieces.stream().map(p -> p.movedBy(bits)).toList());
    }

    /** The same packing of so many periods that follow one another, as one period. */
    Packing repeated(int times) {
        return times == 1 ? this : new Packing(codeBits, Math.multiplyExact(elements, times), Math.multiplyExact(bytes, times),
            pieces.stream().flatMap(p -> p.repeated(times, elements, 8 * bytes)).toList());
    }

    /**
     * The code of element {@code index}, which may lie periods ahead, of the string of periods that starts at
     * {@code baseByte}.
     *
     * @throws IndexOutOfBoundsException if a byte of it lies outside {@code memory}
     */
    public long read(MemorySegment memory, long baseByte, long index) {
        int element = (int) (checkIndex(index) % elements);
        long period = baseByte + index / elements * bytes;
        long code = 0;
        for (Piece piece : this.index.of(element)) {
            code |= BitString.read(memory, period, piece.address(element), piece.bits()) << piece.firstBit();
        }
        return code;
    }

    /** Stores the low {@link #codeBits()} bits of {@code code}, and leaves the bits around them as they are. */
    public void write(MemorySegment memory, long baseByte, long index, long code) {
        int element = (int) (checkIndex(index) % elements);
        long period = baseByte + index / elements * bytes;
        for (Piece piece : this.index.of(element)) {
            BitString.write(memory, period, piece.address(element), piece.bits(), code >>> piece.firstBit());
        }
    }

    /** {@link #read(MemorySegment, long, long)} from an array. */
    public long read(byte[] bytes, long baseByte, long index) {
        return read(MemorySegment.ofArray(bytes), baseByte, index);
    }

    /** {@link #write(MemorySegment, long, long, long)} to an array. */
    public void write(byte[] bytes, long baseByte, long index, long code) {
        write(MemorySegment.ofArray(bytes), baseByte, index, code);
    }

    private long checkIndex(long index) {
        if (index < 0 || index / elements > Long.MAX_VALUE / bytes) {
            throw new IndexOutOfBoundsException("element " + index + " of a packing with " + bytes + " bytes for " + elements);
        }
        return index;
    }

    /** The canonical form: entry {@code element · codeBits + bit} is the address of that bit in the period. */
    public int[] bitTable() {
        return bitTable(codeBits, elements, bytes, pieces);
    }

    private static int[] bitTable(int codeBits, int elements, int bytes, List<Piece> pieces) {
        int[] table = new int[codeBits * elements];
        Arrays.fill(table, -1);
        for (Piece piece : pieces) {
            if (piece.firstBit() > codeBits - piece.bits() || piece.firstElement() > elements - piece.elements()) {
                throw new IllegalArgumentException("a piece leaves the " + elements + " codes of " + codeBits + " bits: " + piece);
            }
            for (int e = piece.firstElement(); e < piece.firstElement() + piece.elements(); e++) {
                long address = piece.address(e);
                if (address < 0 || address + piece.bits() > 8L * bytes) {
                    throw new IllegalArgumentException("element " + e + " lies at bit " + address + ", outside " + bytes + " bytes: " + piece);
                }
                for (int b = 0; b < piece.bits(); b++) {
                    int entry = e * codeBits + piece.firstBit() + b;
                    if (table[entry] >= 0) {
                        throw new IllegalArgumentException("two pieces place bit " + (piece.firstBit() + b) + " of element " + e);
                    }
                    table[entry] = (int) address + b;
                }
            }
        }
        for (int entry = 0; entry < table.length; entry++) {
            if (table[entry] < 0) {
                throw new IllegalArgumentException("no piece places bit " + entry % codeBits + " of element " + entry / codeBits);
            }
        }
        return table;
    }

    private static void checkDisjoint(int[] table, int bytes) {
        int[] sorted = table.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException("two code bits lie at bit " + sorted[i] + " of the " + bytes + " bytes");
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Packing p && codeBits == p.codeBits && elements == p.elements && bytes == p.bytes
            && (pieces.equals(p.pieces) || Arrays.equals(bitTable(), p.bitTable())));
    }

    @Override
    public int hashCode() {
        // Not of the pieces: equal packings may differ in them. The table would cost more than the collisions do.
        return (codeBits * 31 + elements) * 31 + bytes;
    }

    @Override
    public String toString() {
        return "Packing[codeBits=" + codeBits + ", elements=" + elements + ", bytes=" + bytes + ", pieces=" + pieces + "]";
    }
}
