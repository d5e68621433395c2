package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.PtxFault.Check;
import intarsia.codegen.ptx.text.Instruction;
import intarsia.codegen.ptx.text.Operand;
import intarsia.codegen.ptx.text.PtxType;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** An instruction being decoded: its modifiers as questions, its operands as slots. Notes which slots it reads and writes. */
final class Form {
    private final Program program;
    private final Instruction at;
    private final List<String> modifiers;
    private final List<Integer> reads = new ArrayList<>();
    private final List<Integer> writes = new ArrayList<>();

    Form(Program program, Instruction at) {
        this.program = program;
        this.at = at;
        modifiers = at.modifiers();
    }

    Instruction at() {
        return at;
    }

    Program program() {
        return program;
    }

    boolean has(String modifier) {
        return modifiers.contains(modifier);
    }

    /** The first of these that is a modifier, or the empty word. */
    String oneOf(String... names) {
        for (String name : names) if (has(name)) return name;
        return "";
    }

    /** The last modifier that is a type. */
    PtxType type() {
        for (int i = modifiers.size() - 1; i >= 0; i--) {
            var type = PtxType.named(modifiers.get(i));
            if (type.isPresent()) return type.get();
        }
        throw fault("no type among the modifiers");
    }

    /** The type that stands at this place from the end, 1 being the last. */
    PtxType typeAt(int fromEnd) {
        if (fromEnd <= modifiers.size()) {
            var type = PtxType.named(modifiers.get(modifiers.size() - fromEnd));
            if (type.isPresent()) return type.get();
        }
        throw fault("no type among the modifiers");
    }

    int count() {
        return at.operands().size();
    }

    Operand operand(int i) {
        if (i >= count()) throw fault("operand " + (i + 1) + " is missing");
        return at.operands().get(i);
    }

    void wantCount(int low, int high) {
        if (count() < low || count() > high) throw fault("wants " + (low == high ? low : low + " to " + high) + " operands, has " + count());
    }

    /** The slot of operand {@code i} as a destination of this type. */
    int to(int i, PtxType type) {
        return to(operand(i), type);
    }

    int to(Operand operand, PtxType type) {
        if (!(operand instanceof Operand.Register r)) throw fault("destination " + operand + " is not a register");
        if (!type.takes(program.typeOf(r))) throw wrongType(r, type);
        return write(r);
    }

    /** The slot of a destination that may be wider than the value, as for loads. */
    int toAtLeast(Operand operand, PtxType type) {
        if (!(operand instanceof Operand.Register r)) throw fault("destination " + operand + " is not a register");
        PtxType declared = program.typeOf(r);
        if (declared.bits() < type.bits() || declared == PtxType.PRED) throw wrongType(r, type);
        return write(r);
    }

    private int write(Operand.Register r) {
        int slot = program.register(r.name());
        writes.add(slot);
        return slot;
    }

    /** The slot of operand {@code i} as a source of this type. */
    int from(int i, PtxType type) {
        return from(operand(i), type);
    }

    int from(Operand operand, PtxType type) {
        return switch (operand) {
            case Operand.Register r -> {
                if (!type.takes(program.typeOf(r))) throw wrongType(r, type);
                yield read(r);
            }
            case Operand.Special s -> {
                if (type.bits() != 32 || type.isFloat()) throw fault(s + " has 32 bits, wanted ." + type);
                yield program.special(s.name());
            }
            case Operand.Constant(long value) -> {
                if (type.isFloat()) throw fault("constant " + value + " for ." + type + ", wanted 0f or 0d and the bits");
                yield program.constant(value & type.mask());
            }
            case Operand.FloatConstant c -> {
                if (c.width() != type.bits()) throw fault("constant " + c + " for ." + type);
                yield program.constant(c.bits());
            }
            case Operand.Symbol s -> program.constant(addressOf(s));
            case Operand.Address a -> throw fault("address " + a + " where ." + type + " is wanted");
            case Operand.Vector v -> throw fault("vector " + v + " where ." + type + " is wanted");
            case Operand.Dual d -> throw fault(d + " where ." + type + " is wanted");
            case Operand.Not n -> throw fault(n + " where ." + type + " is wanted");
            case Operand.Sink _ -> throw fault("_ where a source is wanted");
        };
    }

    /** The slot of a source register that may be wider than the value, as for stores; constants as for {@link #from}. */
    int fromAtLeast(Operand operand, PtxType type) {
        if (!(operand instanceof Operand.Register r)) return from(operand, type);
        PtxType declared = program.typeOf(r);
        if (declared.bits() < type.bits() || declared == PtxType.PRED) throw wrongType(r, type);
        return read(r);
    }

    /** The slot of an address register of 32 or 64 bits. */
    int base(Operand operand) {
        if (!(operand instanceof Operand.Register r)) return from(operand, PtxType.B64);
        int bits = program.typeOf(r).bits();
        if (bits != 32 && bits != 64) throw wrongType(r, PtxType.B64);
        return read(r);
    }

    private int read(Operand.Register r) {
        int slot = program.register(r.name());
        reads.add(slot);
        return slot;
    }

    private long addressOf(Operand.Symbol s) {
        OptionalLong table = program.tables.address(s.name());
        return table.isPresent() ? table.getAsLong()
                : program.shared.named(s.name()).orElseThrow(() -> fault("'" + s.name() + "' has no address; arrays have")).start();
    }

    int constant(long bits) {
        return program.constant(bits);
    }

    private PtxFault wrongType(Operand.Register r, PtxType wanted) {
        return fault("register " + r + " is ." + program.typeOf(r) + ", wanted ." + wanted);
    }

    PtxFault fault(String message) {
        return program.fault(at, Check.OPERAND, at.opcode() + ": " + message);
    }

    int[] reads() {
        return reads.stream().mapToInt(Integer::intValue).distinct().toArray();
    }

    int[] writes() {
        return writes.stream().mapToInt(Integer::intValue).distinct().toArray();
    }
}
