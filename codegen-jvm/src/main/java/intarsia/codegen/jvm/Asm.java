package intarsia.codegen.jvm;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Instructions of one method, in the terms of the Vector API and of the all-memory segment. */
final class Asm implements Opcodes {
    static final String API = "jdk/incubator/vector/";
    static final String VECTOR = "L" + API + "Vector;";
    static final String MASK = API + "VectorMask";
    static final String MASK_TYPE = "L" + MASK + ";";
    static final String SHUFFLE_TYPE = "L" + API + "VectorShuffle;";
    static final String SPECIES = API + "VectorSpecies";
    static final String SPECIES_TYPE = "L" + SPECIES + ";";
    static final String OPERATORS = API + "VectorOperators";
    private static final String SEGMENT = "java/lang/foreign/MemorySegment";
    private static final String SEGMENT_TYPE = "L" + SEGMENT + ";";
    private static final String ORDER_TYPE = "Ljava/nio/ByteOrder;";
    private static final String ALL = Type.getInternalName(AllMemory.class);

    final MethodVisitor mv;

    Asm(MethodVisitor mv) {
        this.mv = mv;
    }

    void op(int opcode) {
        mv.visitInsn(opcode);
    }

    void var(int opcode, int slot) {
        mv.visitVarInsn(opcode, slot);
    }

    void jump(int opcode, Label to) {
        mv.visitJumpInsn(opcode, to);
    }

    void label(Label at) {
        mv.visitLabel(at);
    }

    void pushInt(int v) {
        if (v >= -1 && v <= 5) {
            op(ICONST_0 + v);
        } else if (v == (byte) v) {
            mv.visitIntInsn(BIPUSH, v);
        } else if (v == (short) v) {
            mv.visitIntInsn(SIPUSH, v);
        } else {
            mv.visitLdcInsn(v);
        }
    }

    void pushLong(long v) {
        if (v == 0 || v == 1) {
            op(v == 0 ? LCONST_0 : LCONST_1);
        } else if (v == (short) v) {
            pushInt((int) v);
            op(I2L);
        } else {
            mv.visitLdcInsn(v);
        }
    }

    void pushFloat(int bits) {
        if (bits == 0) {
            op(FCONST_0);
        } else if (bits == 0x3f80_0000) {
            op(FCONST_1);
        } else {
            mv.visitLdcInsn(Float.intBitsToFloat(bits));
        }
    }

    void callStatic(String owner, String name, String descriptor) {
        mv.visitMethodInsn(INVOKESTATIC, owner, name, descriptor, false);
    }

    /** A method of a vector or a mask. */
    void call(String owner, String name, String descriptor) {
        mv.visitMethodInsn(INVOKEVIRTUAL, owner, name, descriptor, false);
    }

    /** A method of a vector that takes {@code arguments} and gives a vector of the same class. */
    void call(Elem e, String name, String arguments) {
        call(e.owner, name, "(" + arguments + ")" + e.type);
    }

    /** A constant of {@code VectorOperators}. */
    void operator(String name) {
        mv.visitFieldInsn(GETSTATIC, OPERATORS, name, Type.getDescriptor(operatorClass(name)));
    }

    private static Class<?> operatorClass(String name) {
        try {
            return jdk.incubator.vector.VectorOperators.class.getField(name).getType();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this JDK has no vector operator " + name, e);
        }
    }

    /** {@code a.lanewise(operator, …)}: operands lie on the stack but for the last, which {@code last} pushes. */
    void lanewise(Elem e, String operator, Class<?> kind, String arguments, Runnable last) {
        operator(operator);
        last.run();
        call(e, "lanewise", Type.getDescriptor(kind) + arguments);
    }

    void species(Elem e, int bits) {
        mv.visitFieldInsn(GETSTATIC, e.owner, "SPECIES_" + bits, SPECIES_TYPE);
    }

    /** Broadcasts the lane value on top of the stack, under which {@link #species} lies. */
    void broadcast(Elem e) {
        callStatic(e.owner, "broadcast", "(" + SPECIES_TYPE + e.lane + ")" + e.type);
    }

    /** The vector on the stack as one of other elements. */
    void reinterpret(Elem from, Elem to) {
        if (from != to) {
            call(from.owner, to.reinterpret, "()" + to.type);
        }
    }

    /** Casts a mask to one of other elements of the same width. */
    void maskAs(Elem e, int bits) {
        species(e, bits);
        call(MASK, "cast", "(" + SPECIES_TYPE + ")" + MASK_TYPE);
    }

    void cast(String type) {
        mv.visitTypeInsn(CHECKCAST, type);
    }

    void memory() {
        mv.visitFieldInsn(GETSTATIC, ALL, "ALL", SEGMENT_TYPE);
    }

    private void order() {
        mv.visitFieldInsn(GETSTATIC, "java/nio/ByteOrder", "LITTLE_ENDIAN", ORDER_TYPE);
    }

    /** A vector of {@code bits} bits from the address that {@code address} pushes. */
    void loadVector(Elem e, int bits, Runnable address) {
        species(e, bits);
        memory();
        address.run();
        order();
        callStatic(e.owner, "fromMemorySegment", "(" + SPECIES_TYPE + SEGMENT_TYPE + "J" + ORDER_TYPE + ")" + e.type);
    }

    /** The same under a mask. */
    void loadVector(Elem e, int bits, Runnable address, Runnable mask) {
        species(e, bits);
        memory();
        address.run();
        order();
        mask.run();
        callStatic(e.owner, "fromMemorySegment", "(" + SPECIES_TYPE + SEGMENT_TYPE + "J" + ORDER_TYPE + MASK_TYPE + ")" + e.type);
    }

    /** Stores the vector on top of the stack. */
    void storeVector(Elem e, Runnable address) {
        memory();
        address.run();
        order();
        call(e.owner, "intoMemorySegment", "(" + SEGMENT_TYPE + "J" + ORDER_TYPE + ")V");
    }

    /** The same under a mask. */
    void storeVector(Elem e, Runnable address, Runnable mask) {
        memory();
        address.run();
        order();
        mask.run();
        call(e.owner, "intoMemorySegment", "(" + SEGMENT_TYPE + "J" + ORDER_TYPE + MASK_TYPE + ")V");
    }

    /** One lane value from the address that {@code address} pushes; bytes and shorts sign-extended. */
    void loadLane(Elem e, Runnable address) {
        memory();
        String layout = layout(e);
        address.run();
        mv.visitMethodInsn(INVOKEINTERFACE, SEGMENT, "get", "(" + layout + "J)" + e.lane, true);
    }

    /** Stores one lane value, which {@code value} pushes. */
    void storeLane(Elem e, Runnable address, Runnable value) {
        memory();
        String layout = layout(e);
        address.run();
        value.run();
        mv.visitMethodInsn(INVOKEINTERFACE, SEGMENT, "set", "(" + layout + "J" + e.lane + ")V", true);
    }

    private String layout(Elem e) {
        String name = e.owner.substring(API.length(), e.owner.length() - "Vector".length());
        String type = "Ljava/lang/foreign/ValueLayout$Of" + name + ";";
        mv.visitFieldInsn(GETSTATIC, ALL, e.name(), type);
        return type;
    }
}
