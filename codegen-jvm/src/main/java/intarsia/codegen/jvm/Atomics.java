package intarsia.codegen.jvm;

import intarsia.ir.AtomicOp;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Words of all memory changed in one step, whatever other workers do: what kernels call. Addresses are multiples of 4. */
final class Atomics {
    private static final VarHandle WORD = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private Atomics() {
    }

    /** The name of the method that does an op. */
    static String method(AtomicOp op) {
        return switch (op) {
            case ADD -> "add";
            case MIN -> "min";
            case MAX -> "max";
            case MIN_U -> "minUnsigned";
            case MAX_U -> "maxUnsigned";
            case AND -> "and";
            case OR -> "or";
            case XOR -> "xor";
        };
    }

    static void add(long address, int value) {
        int _ = (int) WORD.getAndAdd(AllMemory.ALL, address, value);
    }

    static void and(long address, int value) {
        int _ = (int) WORD.getAndBitwiseAnd(AllMemory.ALL, address, value);
    }

    static void or(long address, int value) {
        int _ = (int) WORD.getAndBitwiseOr(AllMemory.ALL, address, value);
    }

    static void xor(long address, int value) {
        int _ = (int) WORD.getAndBitwiseXor(AllMemory.ALL, address, value);
    }

    static void add(long address, float value) {
        int before = at(address);
        while (!(boolean) WORD.compareAndSet(AllMemory.ALL, address, before, Float.floatToRawIntBits(Float.intBitsToFloat(before) + value))) {
            before = at(address);
        }
    }

    static void min(long address, int value) {
        int before = at(address);
        while (value < before && !replaced(address, before, value)) {
            before = at(address);
        }
    }

    static void max(long address, int value) {
        int before = at(address);
        while (value > before && !replaced(address, before, value)) {
            before = at(address);
        }
    }

    static void minUnsigned(long address, int value) {
        int before = at(address);
        while (Integer.compareUnsigned(value, before) < 0 && !replaced(address, before, value)) {
            before = at(address);
        }
    }

    static void maxUnsigned(long address, int value) {
        int before = at(address);
        while (Integer.compareUnsigned(value, before) > 0 && !replaced(address, before, value)) {
            before = at(address);
        }
    }

    private static int at(long address) {
        return (int) WORD.getVolatile(AllMemory.ALL, address);
    }

    private static boolean replaced(long address, int before, int now) {
        return (boolean) WORD.compareAndSet(AllMemory.ALL, address, before, now);
    }
}
