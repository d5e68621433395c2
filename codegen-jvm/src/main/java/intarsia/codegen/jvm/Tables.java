package intarsia.codegen.jvm;

import intarsia.ir.type.DType;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Constant lanes and shuffles of a kernel: static final fields of its class. Lanes are arrays and not vectors: a constant
 * vector object that meets a computed one in a loop makes C2 box both.
 */
final class Tables {
    private static final String ARRAY = "[I";
    private static final int MOST_BYTES = 60_000;
    private static final String CLASS = "Ljava/lang/Class;";
    private final Map<List<Integer>, String> arrays = new LinkedHashMap<>();
    private final Map<Elem, Map<List<Integer>, String>> shuffles = new EnumMap<>(Elem.class);
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<Kind, String> classes = new EnumMap<>(Kind.class);
    private final String owner;
    private final int bits;

    Tables(String owner, int bits) {
        this.owner = owner;
        this.bits = bits;
    }

    /** Pushes an {@code IntVector} of these lanes. */
    void vector(Asm asm, int[] lanes) {
        String name = name(arrays, lanes, "LANES");
        asm.species(Elem.INT, bits);
        asm.mv.visitFieldInsn(Opcodes.GETSTATIC, owner, name, ARRAY);
        asm.pushInt(0);
        asm.callStatic(Elem.INT.owner, "fromArray", "(" + Asm.SPECIES_TYPE + ARRAY + "I)" + Elem.INT.type);
    }

    /** Pushes a shuffle of such words by these indices. */
    void shuffle(Asm asm, Elem words, int[] indices) {
        asm.mv.visitFieldInsn(Opcodes.GETSTATIC, owner, name(shuffles.computeIfAbsent(words, _ -> new LinkedHashMap<>()), indices, "SHUFFLE_" + words), Asm.SHUFFLE_TYPE);
    }

    /** Pushes the array of the f32 bits of every code's value. */
    void values(Asm asm, DType type) {
        asm.mv.visitFieldInsn(Opcodes.GETSTATIC, owner, values.computeIfAbsent(type.toString(), _ -> "VALUES_" + values.size()), ARRAY);
    }

    /** Casts the vector or mask on the stack to its exact class, which has no name outside its package. */
    void exact(Asm asm, Kind kind) {
        asm.mv.visitFieldInsn(Opcodes.GETSTATIC, owner, classes.computeIfAbsent(kind, k -> "CLASS_" + k), CLASS);
        asm.op(Opcodes.SWAP);
        asm.call("java/lang/Class", "cast", "(Ljava/lang/Object;)Ljava/lang/Object;");
        asm.cast(kind == Kind.MASK ? Asm.MASK : kind.elem().owner);
    }

    /** The vector on the stack by way of another type and back: no instruction, but a box that nothing else holds. */
    void fresh(Asm asm, Kind kind) {
        if (kind == Kind.MASK) {
            asm.maskAs(Elem.FLOAT, bits);
            asm.maskAs(Elem.INT, bits);
        } else {
            asm.reinterpret(kind.elem(), kind.elem().other());
            asm.reinterpret(kind.elem().other(), kind.elem());
        }
    }

    private static String name(Map<List<Integer>, String> fields, int[] values, String prefix) {
        List<Integer> key = IntStream.of(values).boxed().toList();
        return fields.computeIfAbsent(key, _ -> prefix + "_" + fields.size());
    }

    /** The fields and what sets them. */
    void define(ClassVisitor type) {
        if (arrays.isEmpty() && shuffles.isEmpty() && values.isEmpty() && classes.isEmpty()) {
            return;
        }
        MethodVisitor mv = type.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        mv.visitCode();
        Asm asm = new Asm(mv);
        arrays.forEach((lanes, name) -> {
            field(type, name, ARRAY);
            array(asm, lanes);
            mv.visitFieldInsn(Opcodes.PUTSTATIC, owner, name, ARRAY);
        });
        shuffles.forEach((words, named) -> named.forEach((indices, name) -> {
            field(type, name, Asm.SHUFFLE_TYPE);
            asm.species(words, bits);
            array(asm, indices);
            asm.pushInt(0);
            asm.callStatic(Asm.API + "VectorShuffle", "fromArray", "(" + Asm.SPECIES_TYPE + ARRAY + "I)" + Asm.SHUFFLE_TYPE);
            mv.visitFieldInsn(Opcodes.PUTSTATIC, owner, name, Asm.SHUFFLE_TYPE);
        }));
        values.forEach((text, name) -> {
            field(type, name, ARRAY);
            text(asm, text);
            asm.callStatic(Type.getInternalName(DecodeTables.class), "of", "(Ljava/lang/String;)" + ARRAY);
            mv.visitFieldInsn(Opcodes.PUTSTATIC, owner, name, ARRAY);
        });
        classes.forEach((kind, name) -> {
            field(type, name, CLASS);
            asm.species(kind.elem(), bits);
            mv.visitMethodInsn(Opcodes.INVOKEINTERFACE, Asm.SPECIES, kind == Kind.MASK ? "maskType" : "vectorType", "()" + CLASS, true);
            mv.visitFieldInsn(Opcodes.PUTSTATIC, owner, name, CLASS);
        });
        mv.visitInsn(Opcodes.RETURN);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    private static void field(ClassVisitor type, String name, String descriptor) {
        type.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, name, descriptor, null, null).visitEnd();
    }

    /** A constant of the class file holds 65,535 bytes; the names of types are ASCII. */
    private static void text(Asm asm, String text) {
        asm.mv.visitLdcInsn(text.substring(0, Math.min(text.length(), MOST_BYTES)));
        for (int from = MOST_BYTES; from < text.length(); from += MOST_BYTES) {
            asm.mv.visitLdcInsn(text.substring(from, Math.min(text.length(), from + MOST_BYTES)));
            asm.call("java/lang/String", "concat", "(Ljava/lang/String;)Ljava/lang/String;");
        }
    }

    private static void array(Asm asm, List<Integer> values) {
        asm.pushInt(values.size());
        asm.mv.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_INT);
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != 0) {
                asm.op(Opcodes.DUP);
                asm.pushInt(i);
                asm.pushInt(values.get(i));
                asm.op(Opcodes.IASTORE);
            }
        }
    }
}
