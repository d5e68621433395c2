package intarsia.codegen.ptx;

import intarsia.ir.Source;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The text of one kernel while it grows: instructions, the registers they use, labels, shared arrays. */
final class Code {
    /** Shared memory that a kernel may have without being given more at its launch. */
    static final int MOST_SHARED = 48 << 10;

    private final StringBuilder body = new StringBuilder();
    /** Where each line of the body comes from. */
    private final List<Source> sources = new ArrayList<>();
    private Source source = Source.NONE;
    private final StringBuilder prologue = new StringBuilder();
    private final Map<RegisterFile, Integer> registers = new EnumMap<>(RegisterFile.class);
    private final List<Integer> shared = new ArrayList<>();
    private int labels;
    private String lane = "";
    private String warp = "";
    private String lowest = "";

    /** A register that nothing else uses. */
    String register(RegisterFile file) {
        return file.prefix + (registers.merge(file, 1, Integer::sum) - 1);
    }

    /** The next instructions come from there. */
    void at(Source s) {
        source = s;
    }

    /** Where the last lines of the text come from, down to the last instruction. */
    List<Source> sources() {
        return List.copyOf(sources);
    }

    /** An instruction. */
    void emit(String opcode, String... operands) {
        sources.add(source);
        body.append('\t').append(opcode).append(operands.length == 0 ? "" : " ").append(String.join(", ", operands)).append(";\n");
    }

    /** An instruction with a new register as its destination, which is returned. */
    String make(RegisterFile file, String opcode, String... sources) {
        String d = register(file);
        emit(opcode + " " + d + (sources.length == 0 ? "" : ","), sources);
        return d;
    }

    /** An instruction that lanes execute where {@code guard} holds, as {@code %p1} or {@code !%p1}. */
    void guarded(String guard, String opcode, String... operands) {
        emit("@" + guard + " " + opcode, operands);
    }

    /** A remark after the last instruction. */
    void remark(String text) {
        body.setLength(body.length() - 1);
        body.append(" // ").append(text).append('\n');
    }

    /** A label for later; the word tells the reader what it is for. */
    String label(String word) {
        return "$" + word + labels++;
    }

    /** The place that a label names. */
    void place(String label) {
        sources.add(source);
        body.append(label).append(":\n");
    }

    /** The index of the lane. */
    String lane() {
        if (lane.isEmpty()) {
            lane = register(RegisterFile.B32);
            first("mov.u32 " + lane + ", %laneid");
        }
        return lane;
    }

    /** The index of the warp. */
    String warp() {
        if (warp.isEmpty()) {
            warp = register(RegisterFile.B32);
            first("mov.u32 " + warp + ", %tid.x");
            first("shr.u32 " + warp + ", " + warp + ", 5");
        }
        return warp;
    }

    /** Holds in lane 0. */
    String lowestLane() {
        if (lowest.isEmpty()) {
            String l = lane();
            lowest = register(RegisterFile.PRED);
            first("setp.eq.s32 " + lowest + ", " + l + ", 0");
        }
        return lowest;
    }

    private void first(String instruction) {
        prologue.append('\t').append(instruction).append(";\n");
    }

    /** The name of a new shared array; the sum of all is bounded. */
    String shared(int bytes) {
        long sum = shared.stream().mapToLong(n -> n).sum() + bytes;
        if (bytes < 0 || sum > MOST_SHARED) {
            throw new IllegalArgumentException("alloc of " + bytes + " bytes: " + sum + " bytes of shared memory in all; wanted at most " + MOST_SHARED);
        }
        shared.add(bytes);
        return "shared" + (shared.size() - 1);
    }

    /** Declarations, what is computed once, then the instructions. */
    String text() {
        StringBuilder out = new StringBuilder();
        registers.forEach((f, count) ->
                out.append("\t.reg ").append(f.type).append(' ').append(f.prefix).append('<').append(count).append(">;\n"));
        for (int i = 0; i < shared.size(); i++) {
            out.append("\t.shared .align 64 .b8 shared").append(i).append('[').append(Math.max(shared.get(i), 1)).append("];\n");
        }
        return out.append('\n').append(prologue).append(body).toString();
    }
}
