package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.Symbols;
import java.util.List;

/**
 * One access of a warp: a string of {@code count · bits} bits for every lane, and the elements that it holds.
 *
 * @param form    of the lane level
 * @param bits    of an element of the access: 8, 16, 32 or 64
 * @param count   words a lane
 * @param offset  bit address that lane 0 or all lanes touch; whole bytes
 * @param stride  bits from lane to lane of {@link Form#STRIDED}, otherwise 0
 * @param lanes   bits of each lane from the offset, of {@link Form#GATHER}, otherwise empty
 * @param terms   what else each lane of a gather adds
 * @param on      a bit for every lane that takes part, bounds aside
 * @param permute of each lane, whose string it takes; empty where it is its own
 * @param parts   elements, or parts of them
 */
public record AccessStep(Form form, int bits, int count, Expr offset, long stride, List<Long> lanes, List<LaneTerm> terms, long on,
                         List<Integer> permute, List<Part> parts) {
    /** So many times an expression for each lane, in bits. */
    public record LaneTerm(Expr unit, List<Long> times) {}

    /**
     * Where the string holds an element: bit i of it is bit {@code at + i} of the string where the string has such a bit. Elements whose
     * bits several steps hold are what all of them give, one beside the other.
     *
     * @param at of each lane, or one for all
     */
    public record Part(int slot, List<Integer> at) {
        /** Of a lane. */
        public int at(int lane) {
            return at.get(at.size() == 1 ? 0 : lane);
        }

        /** Whether it is the same for all lanes. */
        public boolean alike() {
            return at.size() == 1;
        }
    }

    public AccessStep {
        lanes = List.copyOf(lanes);
        terms = List.copyOf(terms);
        permute = List.copyOf(permute);
        parts = List.copyOf(parts);
    }

    /** Bits of the string of a lane. */
    public int width() {
        return bits * count;
    }

    /** Whether a lane takes part. */
    public boolean isOn(int lane) {
        return (on >> lane & 1) != 0;
    }

    /** The bit address that a lane touches under the values of the symbols, before a permutation. */
    public long address(int lane, Symbols symbols) {
        long at = offset.eval(symbols);
        return switch (form) {
            case UNIFORM, SPLAT -> at;
            case UNIT -> at + (long) lane * width();
            case STRIDED -> at + lane * stride;
            case GATHER -> at + lanes.get(lane) + terms.stream().mapToLong(t -> t.times().get(lane) * t.unit().eval(symbols)).sum();
        };
    }

    /** As the lane level writes it, then slots: {@code unit.x4 32 at 128 -> v0 v1 v2 v3}. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(form.text());
        if (count > 1) out.append(".x").append(count);
        out.append(' ').append(bits).append(" at ").append(offset);
        if (stride != 0) out.append(" stride ").append(stride);
        if (!lanes.isEmpty()) out.append(" lanes ").append(lanes);
        terms.forEach(t -> out.append(" + ").append(t.unit()).append(" * ").append(t.times()));
        if (!permute.isEmpty()) out.append(" permute ").append(permute);
        out.append(" ->");
        for (Part p : parts) {
            out.append(" v").append(p.slot());
            if (!p.alike()) out.append('@').append(p.at());
            else if (p.at(0) != 0) out.append('@').append(p.at(0));
        }
        return out.toString();
    }
}
