package intarsia.ir.eval;

import intarsia.ir.type.IntType;
import java.util.function.Consumer;

/** Where {@code print} writes, a line at a time: the message, the indices of the block, the type, the elements; to standard output unless somebody else takes it. */
public final class Prints {
    private static final ScopedValue<Consumer<String>> TO = ScopedValue.newInstance();
    /** Elements of a line at most; the others are counted. */
    private static final int MOST = 1024;

    private Prints() {
    }

    /** Runs something whose lines go to {@code sink}, as far as they are written by this thread. */
    public static void to(Consumer<String> sink, Runnable run) {
        ScopedValue.where(TO, sink).run(run);
    }

    static void line(String line) {
        if (TO.isBound()) {
            TO.get().accept(line);
        } else {
            System.out.println(line);
        }
    }

    /** Elements in brackets, row by row. */
    static String text(Elements a, int[] dims) {
        StringBuilder out = new StringBuilder();
        int n = Tiles.size(dims);
        for (int i = 0; i < Math.min(n, MOST); i++) {
            brackets(out, '[', i, dims);
            out.append(number(a, i));
            brackets(out, ']', i + 1, dims);
            out.append(i + 1 == n ? "" : ", ");
        }
        return out.append(n > MOST ? "and " + (n - MOST) + " more" : "").toString();
    }

    /** One for each dimension of which a run begins or ends at an element. */
    private static void brackets(StringBuilder out, char bracket, int at, int[] dims) {
        int inner = 1;
        for (int d = dims.length - 1; d >= 0; d--) {
            inner *= dims[d];
            if (at % inner == 0) {
                out.append(bracket);
            }
        }
    }

    private static String number(Elements a, int i) {
        if (a.codec.type instanceof IntType t) {
            long v = t.decodeLong(a.code(i));
            return t.signed() ? Long.toString(v) : Long.toUnsignedString(v);
        }
        double v = a.value(i);
        return v == (float) v || Double.isNaN(v) ? Float.toString((float) v) : Double.toString(v);
    }
}
