package intarsia.codegen.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One form of access of the first n lanes.
 *
 * @param store   whether it writes %20, or reads it
 * @param address text of the address
 * @param step    bytes from lane to lane; 0 where all lanes share an element
 * @param masked  lanes from n on are off; else n is the number of lanes
 */
record AccessRow(String name, boolean store, String address, int bits, boolean signed, int step, boolean masked) {
    private static final int STRIDE = 12;

    static List<AccessRow> all() {
        List<AccessRow> rows = new ArrayList<>();
        for (boolean masked : new boolean[] {false, true}) {
            String tail = masked ? " mask %33" : "";
            for (int bits : new int[] {8, 16, 32}) {
                for (boolean signed : new boolean[] {false, true}) {
                    String name = (masked ? "masked " : "") + bits + (signed ? "s" : "u");
                    rows.add(new AccessRow("ld unit " + name, false, "unit.global(%0, %6, 0)" + tail, bits, signed, bits / 8, masked));
                    rows.add(new AccessRow("ld strided " + name, false, "strided.global(%0, %6, 0) stride " + STRIDE + tail, bits, signed, STRIDE, masked));
                    rows.add(new AccessRow("ld gather " + name, false, "gather.global(%0, %6, 0) lanes %34" + tail, bits, signed, STRIDE, masked));
                }
                String name = (masked ? "masked " : "") + bits;
                rows.add(new AccessRow("ld splat " + name, false, "splat.global(%0, %6, 0)" + tail, bits, false, 0, masked));
                rows.add(new AccessRow("st unit " + name, true, "unit.global(%0, %6, 0)" + tail, bits, false, bits / 8, masked));
                rows.add(new AccessRow("st strided " + name, true, "strided.global(%0, %6, 0) stride " + STRIDE + tail, bits, false, STRIDE, masked));
                rows.add(new AccessRow("st scatter " + name, true, "gather.global(%0, %6, 0) lanes %34" + tail, bits, false, STRIDE, masked));
            }
        }
        return rows;
    }

    /** Values for a store come from %1; what was loaded goes to %3. Offsets of lanes that are off lead far away. */
    String body(int lanes) {
        String access = store
                ? "%20: <i32> = ld unit.global(%1, %6, 0), 32, false, 1\nst " + address + ", " + bits + ", [%20]"
                : "%20: <i32> = ld " + address + ", " + bits + ", " + signed + ", 1\nst unit.global(%3, %6, 0), 32, [%20]";
        return """
            %%30: <i32> = lanes [%s]
            %%31: i32 = cvt.s32.s64 %%4
            %%32: <i32> = splat %%31
            %%33: <i1> = cmp.lt %%30, %%32
            %%35: <i32> = const %d
            %%36: <i32> = mul %%30, %%35
            %%37: <i32> = const 0x40000000
            %%34: <i32> = select %%33, %%36, %%37
            %s
            """.formatted(IntStream.range(0, lanes).mapToObj(Integer::toString).collect(Collectors.joining(", ")), STRIDE, access);
    }

    /** Bytes from the first to the end of the last element of n lanes. */
    int extent(int n) {
        return n == 0 ? 0 : (n - 1) * step + bits / 8;
    }

    @Override
    public String toString() {
        return name;
    }
}
