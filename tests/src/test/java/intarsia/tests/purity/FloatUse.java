package intarsia.tests.purity;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where a class file computes with floats or doubles, or reads or writes them in memory. Comparisons and conversions are neither. */
record FloatUse(String type, String method, String what) {
    private static final Set<Opcode> ARITHMETIC = EnumSet.of(Opcode.FADD, Opcode.FSUB, Opcode.FMUL, Opcode.FDIV, Opcode.FREM, Opcode.FNEG,
        Opcode.DADD, Opcode.DSUB, Opcode.DMUL, Opcode.DDIV, Opcode.DREM, Opcode.DNEG);
    /** Owners of methods that compute where a float or double goes in or out. */
    private static final Set<String> COMPUTERS = Set.of("java/lang/Math", "java/lang/StrictMath", "java/lang/Float", "java/lang/Double");
    /** Methods of these that convert, compare or print. */
    private static final Set<String> HARMLESS = Set.of("valueOf", "floatValue", "doubleValue", "toString", "parseFloat", "parseDouble", "compare", "isNaN",
        "isFinite", "isInfinite", "equals", "hashCode", "intValue", "longValue", "floatToRawIntBits", "intBitsToFloat", "doubleToRawLongBits",
        "longBitsToDouble");
    private static final Set<String> FLOAT_LAYOUTS = Set.of("Ljava/lang/foreign/ValueLayout$OfFloat;", "Ljava/lang/foreign/ValueLayout$OfDouble;");
    /** Types whose every use is computing with floats, or reading them. */
    private static final List<String> FLOAT_OWNERS = List.of("java/util/stream/DoubleStream", "java/util/DoubleSummaryStatistics", "java/nio/FloatBuffer",
        "java/nio/DoubleBuffer", "jdk/incubator/vector/");

    static List<FloatUse> in(byte[] classFile) {
        ClassModel model = ClassFile.of().parse(classFile);
        String type = model.thisClass().asInternalName().replace('/', '.');
        var uses = new ArrayList<FloatUse>();
        for (MethodModel m : model.methods()) {
            m.code().ifPresent(code -> {
                for (CodeElement e : code) use(e).ifPresent(what -> uses.add(new FloatUse(type, m.methodName().stringValue(), what)));
            });
        }
        return uses;
    }

    private static Optional<String> use(CodeElement e) {
        return switch (e) {
            case OperatorInstruction o when ARITHMETIC.contains(o.opcode()) -> Optional.of(o.opcode().name());
            case FieldInstruction f when FLOAT_LAYOUTS.contains(f.type().stringValue()) -> Optional.of("layout " + f.name().stringValue());
            case InvokeInstruction i -> call(i);
            default -> Optional.empty();
        };
    }

    private static Optional<String> call(InvokeInstruction i) {
        String owner = i.owner().asInternalName(), name = i.name().stringValue();
        MethodTypeDesc type = i.typeSymbol();
        boolean computes = COMPUTERS.contains(owner) && real(type) && !HARMLESS.contains(name);
        boolean accesses = owner.equals("java/lang/foreign/MemorySegment") && FLOAT_LAYOUTS.stream().anyMatch(type.descriptorString()::contains);
        boolean handles = owner.equals("java/lang/invoke/VarHandle") && real(type);
        boolean bulk = FLOAT_OWNERS.stream().anyMatch(owner::startsWith);
        return computes || accesses || handles || bulk ? Optional.of(owner.replace('/', '.') + "." + name) : Optional.empty();
    }

    private static boolean real(MethodTypeDesc type) {
        return real(type.returnType()) || type.parameterList().stream().anyMatch(FloatUse::real);
    }

    private static boolean real(ClassDesc type) {
        return type.equals(ConstantDescs.CD_float) || type.equals(ConstantDescs.CD_double);
    }
}
