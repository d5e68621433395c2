package intarsia.ir.plan;

import intarsia.ir.BufferType.Range;
import intarsia.ir.Expr;
import intarsia.ir.Symbols;
import intarsia.ir.type.Format;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Memory that the steps of a plan share.
 *
 * @param shape  in elements; rows of the last dimension are contiguous
 * @param range  of integer values where it is declared: the device checks what it is given
 * @param offset of a {@link Role#TEMP} in the plan's scratch memory, in bytes; 0 for others
 * @param data   the bytes of a {@link Role#CONSTANT}
 */
public record PlanBuffer(String name, Role role, Format format, List<Expr> shape, Optional<Range> range, long offset,
        Optional<MemorySegment> data) {
    /** Who owns the memory and who writes it. */
    public enum Role {
        /** Bound by the caller, only read. */
        INPUT,
        /** Bound by the caller, written. */
        OUTPUT,
        /** Bound by the caller, read and written, kept from run to run. */
        STATE,
        /** Lives inside one run. */
        TEMP,
        /** Made with the plan. */
        CONSTANT;

        /** The word in text. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether the caller binds it. */
        public boolean bound() {
            return this == INPUT || this == OUTPUT || this == STATE;
        }
    }

    public PlanBuffer {
        shape = List.copyOf(shape);
    }

    /** Bytes under the values of the symbols. */
    public long bytes(Symbols symbols) {
        if (format.blockRows() > 1 && shape.size() < 2) {
            throw new IllegalArgumentException("buffer " + name + " of " + format + " has " + shape.size() + " dimensions; boxes want 2 or more");
        }
        long rows = 1;
        for (int i = 0; i < shape.size() - 1; i++) {
            rows = Math.multiplyExact(rows, shape.get(i).eval(symbols));
        }
        return format.bytes(rows, shape.isEmpty() ? 1 : shape.getLast().eval(symbols));
    }

    @Override
    public String toString() {
        return role.text() + " " + name + ": " + format + shape + range.map(r -> " range " + r).orElse("")
                + (role == Role.TEMP ? " at " + offset : "");
    }
}
