package intarsia.runtime.launch;

import intarsia.ir.BufferType;
import intarsia.ir.Param;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;

/** Whether what one parameter of one step reaches lies in the memory behind its buffer. */
final class BoundsCheck {
    private final String place;
    private final String buffer;
    private final ViewReach reach;
    private final long bytes;

    BoundsCheck(Plan plan, int step, int param, GivenMemory given, SymbolValues values, int machine) {
        Step s = plan.steps().get(step);
        Param p = s.kernel().params().get(param);
        place = "plan " + plan.name() + ", step " + step + " (kernel " + s.kernel().name() + "), parameter " + p.name();
        buffer = plan.buffers().get(s.buffers().get(param)).name();
        if (!(p.type() instanceof BufferType type)) {
            throw new IllegalArgumentException(place + " is a " + p.type() + "; wanted a view of memory");
        }
        reach = new ViewReach(type, values);
        bytes = given.bytes();
        int alignment = Math.max(machine, alignment(type.format()));
        if (given.start() % alignment != 0) {
            throw new IllegalArgumentException(place + ": buffer '" + buffer + "' starts at an address that is " + given.start() % alignment
                    + " above a multiple of " + alignment + "; " + (alignment == machine ? "the engine" : type.format()) + " wants a multiple, copy the tensor");
        }
    }

    /** Bytes that an address of the format must be a multiple of: the widest number that is stored in whole bytes. */
    private static int alignment(Format format) {
        return switch (format) {
            case DType t -> natural(t);
            case BlockFormat b -> b.fields().stream().map(Field::type).mapToInt(BoundsCheck::natural)
                    .filter(n -> b.bytes() % n == 0).max().orElse(1);
        };
    }

    private static int natural(DType t) {
        return t.bits() % 8 == 0 && Integer.bitCount(t.bits()) == 1 ? t.bits() / 8 : 1;
    }

    ViewReach reach() {
        return reach;
    }

    String place() {
        return place;
    }

    void check(long changed, SymbolValues values) {
        if (changed != SymbolValues.ALL && (reach.mask() & changed) == 0) {
            return;
        }
        try {
            reach.eval(values);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(place + ": the size of " + reach.type() + where(values) + " cannot be computed: " + e.getMessage(), e);
        }
        if (reach.firstByte() < 0) {
            throw new IllegalArgumentException(place + ": " + reach.type() + where(values) + " reaches element " + reach.firstElement()
                    + ", before the start of buffer '" + buffer + "'");
        }
        if (reach.endByte() > bytes) {
            throw new IllegalArgumentException(place + ": " + reach.type() + where(values) + " wants " + reach.endByte() + " bytes, buffer '"
                    + buffer + "' has " + bytes + "; bind a larger tensor or give smaller sizes");
        }
    }

    private String where(SymbolValues values) {
        return reach.mask() == 0 ? "" : " where " + values.describe();
    }
}
