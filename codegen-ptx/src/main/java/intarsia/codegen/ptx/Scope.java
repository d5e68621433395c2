package intarsia.codegen.ptx;

import intarsia.ir.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the values in sight are in the text: registers or constants. It also remembers what was computed beside them, as
 * the sum of a base and an index, until the region ends in which that was done.
 */
final class Scope {
    private sealed interface Slot {
        record Register(String name) implements Slot {
        }

        record Constant(long bits) implements Slot {
        }
    }

    private final Code code;
    private final Deque<Map<Integer, Slot>> values = new ArrayDeque<>(List.of(new HashMap<>()));
    private final Deque<Map<String, String>> known = new ArrayDeque<>(List.of(new HashMap<>()));

    Scope(Code code) {
        this.code = code;
    }

    void enter() {
        values.push(new HashMap<>());
        known.push(new HashMap<>());
    }

    void leave() {
        values.pop();
        known.pop();
    }

    /** From here on the value is that register. */
    void bind(Value v, String register) {
        values.getFirst().put(v.id(), new Slot.Register(register));
    }

    /** A new register for the value. */
    String define(Value v) {
        String r = code.register(RegisterFile.of(v.type()));
        bind(v, r);
        return r;
    }

    /** From here on the value is that constant. */
    void constant(Value v, long bits) {
        values.getFirst().put(v.id(), new Slot.Constant(bits & -1L >>> (64 - RegisterFile.of(v.type()).bits)));
    }

    /** From here on the value is the bits of another of the same width. */
    void alias(Value v, Value of) {
        if (RegisterFile.of(v.type()) != RegisterFile.of(of.type())) {
            throw new IllegalArgumentException("the bits of " + of.type() + " as " + v.type() + "; wanted types of one width");
        }
        values.getFirst().put(v.id(), slot(of));
    }

    /** The value where the compiler knows it. */
    Optional<Long> constant(Value v) {
        return slot(v) instanceof Slot.Constant(long bits) ? Optional.of(bits) : Optional.empty();
    }

    /** The value as a source of arithmetic of its type: a register, or a constant that the instruction holds. */
    String use(Value v) {
        return switch (slot(v)) {
            case Slot.Register(String name) -> name;
            case Slot.Constant(long bits) -> switch (Elem.of(v.type())) {
                case F32 -> "0f%08X".formatted(bits);
                case F64 -> "0d%016X".formatted(bits);
                case I32 -> Integer.toString((int) bits);
                case I64 -> Long.toString(bits);
                // Instructions on predicates and on pairs of floats take no constants.
                case BIT, F16X2, BF16X2 -> register(v);
                case I16X2, I8X4 -> "0x%08x".formatted(bits);
            };
        };
    }

    /** The value as a source of an instruction on bits. */
    String bits(Value v) {
        return switch (slot(v)) {
            case Slot.Register(String name) -> name;
            case Slot.Constant(long bits) -> RegisterFile.of(v.type()) == RegisterFile.PRED ? register(v) : Long.toString(bits);
        };
    }

    /** The value in a register. */
    String register(Value v) {
        return switch (slot(v)) {
            case Slot.Register(String name) -> name;
            case Slot.Constant(long bits) -> literal(RegisterFile.of(v.type()), bits);
        };
    }

    /** A constant in a register. */
    String literal(RegisterFile file, long bits) {
        return remembered("literal " + file + " " + bits,
                () -> code.make(file, "mov" + file.type, Long.toString(bits)));
    }

    /** The register that {@code compute} fills, or the one that it filled earlier under the same key. */
    String remembered(String key, Supplier<String> compute) {
        for (Map<String, String> m : known) {
            String found = m.get(key);
            if (found != null) {
                return found;
            }
        }
        String made = compute.get();
        known.getFirst().put(key, made);
        return made;
    }

    private Slot slot(Value v) {
        for (Map<Integer, Slot> m : values) {
            Slot s = m.get(v.id());
            if (s != null) {
                return s;
            }
        }
        throw new IllegalArgumentException(v + ": " + v.type() + " is used where nothing defines it");
    }
}
