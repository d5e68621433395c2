package intarsia.codegen.jvm;

import intarsia.ir.Kernel;
import intarsia.ir.Stmt;
import intarsia.ir.device.Target;
import intarsia.ir.text.Printer;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.List;

/** A class file as people read it: each statement of the kernel, and under it the instructions made of it. */
final class Listing {
    /** HotSpot never compiles a longer method. */
    private static final int HUGE_METHOD = 8000;
    private final StringBuilder out = new StringBuilder();
    private final List<Stmt> lines;

    private Listing(List<Stmt> lines) {
        this.lines = lines;
    }

    static String of(Kernel kernel, Target target, KernelClass.Code code) {
        ClassModel type = ClassFile.of().parse(code.bytes());
        Listing l = new Listing(code.lines());
        int largest = type.methods().stream().mapToInt(Listing::size).max().orElse(0);
        l.out.append("// kernel ").append(kernel.name()).append(" for ").append(target.id()).append(": ").append(largest)
                .append(" bytes of bytecode").append(largest > HUGE_METHOD ? ", above " + HUGE_METHOD + ": the JIT leaves it to the interpreter" : "")
                .append('\n');
        type.methods().forEach(l::method);
        return l.out.toString();
    }

    private static int size(MethodModel m) {
        return m.code().map(c -> ((CodeAttribute) c).codeLength()).orElse(0);
    }

    private void method(MethodModel m) {
        out.append(m.methodName().stringValue()).append(m.methodType().stringValue()).append(" // ").append(size(m)).append(" bytes\n");
        m.code().ifPresent(this::code);
    }

    private void code(CodeModel code) {
        CodeAttribute places = (CodeAttribute) code;
        for (CodeElement element : code) {
            switch (element) {
                case LineNumber n -> out.append("  // ").append(firstLine(n.line())).append('\n');
                case LabelTarget t -> out.append("  ").append(place(places, t.label())).append(":\n");
                case Instruction i -> out.append("    ").append(i.opcode().name().toLowerCase(java.util.Locale.ROOT)).append(operands(places, i)).append('\n');
                default -> { }
            }
        }
    }

    private String firstLine(int line) {
        return Printer.print(lines.get(line - 1)).lines().findFirst().orElse("");
    }

    private static String place(CodeAttribute code, Label l) {
        return "L" + code.labelToBci(l);
    }

    private static String operands(CodeAttribute code, Instruction i) {
        return switch (i) {
            // Of one byte: the operand is in the name.
            case Instruction one when one.sizeInBytes() == 1 -> "";
            case LoadInstruction l -> " " + l.slot();
            case StoreInstruction s -> " " + s.slot();
            case IncrementInstruction n -> " " + n.slot() + " " + n.constant();
            case ConstantInstruction c -> " " + c.constantValue();
            case BranchInstruction b -> " " + place(code, b.target());
            case InvokeInstruction v -> " " + simple(v.owner().asInternalName()) + "." + v.name().stringValue() + v.type().stringValue();
            case FieldInstruction f -> " " + simple(f.owner().asInternalName()) + "." + f.name().stringValue();
            case TypeCheckInstruction c -> " " + simple(c.type().asInternalName());
            default -> "";
        };
    }

    private static String simple(String internalName) {
        return internalName.substring(internalName.lastIndexOf('/') + 1);
    }
}
