package intarsia.codegen.ptx.machine;

/** How bytes are touched. Atomic accesses do not race with each other. */
enum Access {
    READ, WRITE, ATOMIC_READ, ATOMIC;

    boolean atomic() {
        return this == ATOMIC || this == ATOMIC_READ;
    }

    boolean writes() {
        return this == WRITE || this == ATOMIC;
    }
}
