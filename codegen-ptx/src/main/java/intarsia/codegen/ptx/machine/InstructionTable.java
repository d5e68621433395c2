package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.PtxFault.Check;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All instructions the machine knows. To add one, add its row to the table of its theme. */
final class InstructionTable {
    private static final Map<String, List<Row>> FAMILIES = Stream.of(
                    IntegerRows.ROWS, FloatRows.ROWS, HalfRows.ROWS, CompareRows.ROWS, ConvertRows.ROWS,
                    MoveRows.ROWS, MemoryRows.ROWS, AsyncRows.ROWS, AtomicRows.ROWS, MatrixRows.ROWS, WarpRows.ROWS, ControlRows.ROWS)
            .flatMap(List::stream).collect(Collectors.groupingBy(Row::family));

    private InstructionTable() { }

    static Action decode(Form form) {
        String opcode = form.at().opcode(), family = form.at().family();
        List<Row> rows = FAMILIES.get(family);
        if (rows == null) throw unknown(form, "no instruction '" + family + "'; known: " + FAMILIES.keySet().stream().sorted().toList());
        for (Row row : rows) if (row.matches(opcode)) return row.decoder().apply(form);
        throw unknown(form, "no instruction '" + opcode + "'; of this family are known: " + rows.stream().map(Row::spelling).toList());
    }

    static List<String> spellings() {
        return FAMILIES.values().stream().flatMap(List::stream).map(Row::spelling).sorted().toList();
    }

    private static PtxFault unknown(Form form, String message) {
        return form.program().fault(form.at(), Check.UNKNOWN_INSTRUCTION, message);
    }
}
