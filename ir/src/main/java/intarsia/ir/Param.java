package intarsia.ir;

import java.util.Locale;

/** A parameter of a kernel: its name, how it is used, and the value it is inside the body. */
public record Param(String name, Access access, Value value) {
    /** Whether a kernel reads or writes a parameter. */
    public enum Access {
        IN, OUT, INOUT;

        /** The word in text. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public boolean reads() {
            return this != OUT;
        }

        public boolean writes() {
            return this != IN;
        }
    }

    public Type type() {
        return value.type();
    }
}
