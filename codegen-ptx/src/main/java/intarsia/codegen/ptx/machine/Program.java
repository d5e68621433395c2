package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.PtxFault.Check;
import intarsia.codegen.ptx.text.Instruction;
import intarsia.codegen.ptx.text.Operand;
import intarsia.codegen.ptx.text.PtxKernel;
import intarsia.codegen.ptx.text.PtxModule;
import intarsia.codegen.ptx.text.PtxType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A kernel decoded once: steps over slots. Registers, special registers and constants are all slots of a warp's file. */
final class Program {
    final PtxModule module;
    final PtxKernel kernel;
    final SharedLayout shared;
    final ModuleTables tables;
    final Step[] steps;
    /** Slots of the special registers that the kernel reads. */
    final Map<String, Integer> specials = new HashMap<>();
    /** Constant slots with their bits. */
    final Map<Integer, Long> constants = new HashMap<>();
    private final Map<String, Integer> registers = new HashMap<>();
    private final Map<Long, Integer> constantSlots = new HashMap<>();
    private int slots;

    Program(PtxModule module, PtxKernel kernel, int dynamicShared) {
        this.module = module;
        this.kernel = kernel;
        tables = new ModuleTables(module.tables());
        shared = new SharedLayout(kernel.shared(), dynamicShared);
        List<Step> list = new ArrayList<>();
        for (Instruction at : kernel.code()) list.add(step(at));
        steps = list.toArray(Step[]::new);
        if (steps.length == 0) throw new IllegalArgumentException("entry " + kernel.name() + " has no instruction, wanted at least ret");
        Step end = list.getLast();
        if (end.guard >= 0 || !(end.action instanceof Action.Exit || end.action instanceof Action.Branch)) {
            throw fault(end.at, Check.OPERAND, "the last instruction is neither ret, exit nor a bra without a guard");
        }
    }

    /** The index of the instruction behind a label. */
    int target(Instruction at, Operand label) {
        Integer target = label instanceof Operand.Symbol(String name) ? kernel.labels().get(name) : null;
        if (target == null) throw fault(at, Check.OPERAND, label + " is no label; the entry has " + kernel.labels().keySet().stream().sorted().toList());
        if (target >= kernel.code().size()) throw fault(at, Check.OPERAND, "no instruction stands behind the label " + label);
        return target;
    }

    /** The register in a slot, for messages. */
    String nameOf(int slot) {
        return registers.entrySet().stream().filter(e -> e.getValue() == slot).map(Map.Entry::getKey).findFirst().orElse("a constant");
    }

    private Step step(Instruction at) {
        var form = new Form(this, at);
        Action action = InstructionTable.decode(form);
        int guard = at.guard().map(g -> register(g.predicate())).orElse(-1);
        return new Step(form, action, guard);
    }

    int slotCount() {
        return slots;
    }

    int register(String name) {
        return registers.computeIfAbsent(name, _ -> slots++);
    }

    int special(String name) {
        return specials.computeIfAbsent(name, _ -> slots++);
    }

    int constant(long bits) {
        return constantSlots.computeIfAbsent(bits, b -> {
            constants.put(slots, b);
            return slots++;
        });
    }

    PtxType typeOf(Operand.Register r) {
        PtxType type = kernel.registers().get(r.name());
        if (type == null) throw new IllegalArgumentException("register " + r + " is not declared in " + kernel.name());
        return type;
    }

    /** Ones as wide as a destination register. */
    long widthMask(Operand destination) {
        return destination instanceof Operand.Register r ? typeOf(r).mask() : -1;
    }

    PtxFault fault(Instruction at, Check check, String message) {
        return PtxFault.at(module, at, check, kernel.name() + ": ", message);
    }
}
