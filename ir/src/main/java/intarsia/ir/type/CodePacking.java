package intarsia.ir.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packings of the codes of a block that have names, for codes of any width that they can hold. */
final class CodePacking {
    /** A packing of codes of {@code bits} bits. */
    private interface Rule {
        Packing of(int bits, int elements);
    }

    private static final Map<String, Rule> RULES = new TreeMap<>(Map.of(
        "dense", Packing::dense,
        "halves", (bits, n) -> wanted("halves", 4, bits, Packing.nibbleHalves(n)),
        "engine", CodePacking::engine,
        "planes", CodePacking::planes,
        "split", CodePacking::split));

    private static final Pattern PAIRS = Pattern.compile("pairs([1-9]\\d{0,3})");

    private CodePacking() {
    }

    static Packing of(String name, DType type, int elements) {
        Matcher pairs = PAIRS.matcher(name);
        Rule rule = pairs.matches() ? (bits, n) -> pairs(bits, n, Integer.parseInt(pairs.group(1))) : RULES.get(name);
        if (rule == null) {
            throw new IllegalArgumentException("no packing '" + name + "'; known: " + RULES.keySet() + ", pairsN, base3 and " + BoxPacking.NAMES);
        }
        return rule.of(type.bits(), elements);
    }

    private static Packing wanted(String name, int wanted, int bits, Packing packing) {
        if (bits != wanted) {
            throw new IllegalArgumentException("packing " + name + " holds codes of " + wanted + " bits, found " + bits);
        }
        return packing;
    }

    /** All bits of one place, each plane from a byte of its own, the lowest first. */
    private static Packing planes(int bits, int elements) {
        int bytes = Math.ceilDiv(elements, 8);
        List<Piece> pieces = new ArrayList<>();
        for (int b = 0; b < bits; b++) {
            pieces.add(Piece.place(1, 8 * bytes * b, elements, 1).fromBit(b));
        }
        return new Packing(bits, elements, bytes * bits, pieces);
    }

    /** Codes by two: of twice {@code apart} successive ones each of the first half beside that of the second. */
    private static Packing pairs(int bits, int elements, int apart) {
        if (elements % (2 * apart) != 0) {
            throw new IllegalArgumentException("packing pairs" + apart + " holds multiples of " + 2 * apart + " codes, found " + elements);
        }
        Piece all = Piece.place(bits, 0, elements / (2 * apart), 2 * apart * bits, 2, bits, apart, 2 * bits);
        return new Packing(bits, elements, Math.ceilDiv(elements * bits, Byte.SIZE), List.of(all));
    }

    /** The low bits as dense codes of the largest power of two, then the rest in the same way: 4+1, 4+2, 2+1. */
    private static Packing split(int bits, int elements) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        for (int from = 0; from < bits; ) {
            int part = Integer.highestOneBit(bits - from);
            pieces.add(Piece.place(part, 8 * at, elements, part).fromBit(from));
            at += Math.ceilDiv(elements * part, 8);
            from += part;
        }
        return new Packing(bits, elements, at, pieces);
    }

    /**
     * 32 codes in as many words of 32 bits as a code has bits; a pair of codes lies in the two halves of a word. A half holds
     * whole codes at a stride of their width, and above them a bit of each of the codes that are left over, word after word.
     */
    private static Packing engine(int bits, int elements) {
        if (bits > 16 || elements % 32 != 0) {
            throw new IllegalArgumentException("packing engine holds groups of 32 codes of at most 16 bits, found " + elements + " of " + bits);
        }
        int inHalf = 16 / bits;
        int whole = 2 * bits * inHalf;
        List<Piece> pieces = new ArrayList<>();
        for (int first = 0; first < elements; first += 32) {
            int base = first * bits;
            pieces.add(Piece.place(bits, base, bits, 32, inHalf, bits, 2, 16).fromElement(first));
            for (int b = 0; b < bits && whole < 32; b++) {
                pieces.add(Piece.place(1, base + 32 * b + bits * inHalf, (32 - whole) / 2, 1, 2, 16).fromElement(first + whole).fromBit(b));
            }
        }
        return new Packing(bits, elements, elements * bits / 8, pieces);
    }
}
