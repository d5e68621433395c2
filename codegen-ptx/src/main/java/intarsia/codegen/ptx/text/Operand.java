package intarsia.codegen.ptx.text;

import java.util.List;
import java.util.stream.Collectors;

/** An operand of an instruction, names as written. */
public sealed interface Operand {

    /** A declared register. */
    record Register(String name) implements Operand {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A special register with its component, as {@code %tid.x}. */
    record Special(String name) implements Operand {
        @Override
        public String toString() {
            return name;
        }
    }

    /** An integer constant; 64 bits, the instruction takes the low ones. */
    record Constant(long value) implements Operand {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** {@code 0fXXXXXXXX} or {@code 0dXXXXXXXXXXXXXXXX}: the bits of a float of 32 or 64 bits. */
    record FloatConstant(long bits, int width) implements Operand {
        @Override
        public String toString() {
            return width == 32 ? "0f%08X".formatted(bits) : "0d%016X".formatted(bits);
        }
    }

    /** A label, a parameter or a variable. */
    record Symbol(String name) implements Operand {
        @Override
        public String toString() {
            return name;
        }
    }

    /** {@code [base + offset]}; the base is a register, a symbol, or a constant address. */
    record Address(Operand base, long offset) implements Operand {
        @Override
        public String toString() {
            return offset == 0 ? "[" + base + "]" : "[" + base + "+" + offset + "]";
        }
    }

    /** {@code {a, b, …}}. */
    record Vector(List<Operand> parts) implements Operand {
        public Vector {
            parts = List.copyOf(parts);
        }

        @Override
        public String toString() {
            return parts.stream().map(Object::toString).collect(Collectors.joining(", ", "{", "}"));
        }
    }

    /** {@code d|p}: two destinations, the second a predicate. */
    record Dual(Operand first, Operand second) implements Operand {
        @Override
        public String toString() {
            return first + "|" + second;
        }
    }

    /** {@code !p}. */
    record Not(Register predicate) implements Operand {
        @Override
        public String toString() {
            return "!" + predicate;
        }
    }

    /** {@code _}: a destination that is dropped. */
    record Sink() implements Operand {
        @Override
        public String toString() {
            return "_";
        }
    }
}
