package intarsia.codegen.jvm;

import intarsia.ir.Operands;

/** An element type of the Vector API, with the names that bytecode needs. */
enum Elem {
    BYTE("Byte", "B", 8), SHORT("Short", "S", 16), INT("Int", "I", 32), FLOAT("Float", "F", 32), LONG("Long", "J", 64),
    DOUBLE("Double", "D", 64);

    /** Internal name of the vector class. */
    final String owner;
    /** Its descriptor. */
    final String type;
    /** Descriptor of one lane. */
    final String lane;
    final int bits;
    /** The method of any vector that reads its bits as this one. */
    final String reinterpret;

    Elem(String name, String lane, int bits) {
        this.owner = Asm.API + name + "Vector";
        this.type = "L" + owner + ";";
        this.lane = lane;
        this.bits = bits;
        this.reinterpret = "reinterpretAs" + name + "s";
    }

    /** Whether an op that takes such operands works on these elements. */
    boolean takes(Operands wanted) {
        return this == FLOAT || this == DOUBLE ? wanted.floats() : wanted.integers();
    }

    /** Another type, by way of which a vector comes back as it was. */
    Elem other() {
        return switch (this) {
            case INT -> FLOAT;
            case FLOAT, SHORT, BYTE -> INT;
            case LONG -> DOUBLE;
            case DOUBLE -> LONG;
        };
    }
}
