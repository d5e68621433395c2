package intarsia.cli.asm;

import intarsia.cli.figure.Json;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The machine code of a kernel as text: what a launch allocates, counts, instructions. */
public record AsmReport(String kernel, String target, CompiledKernel compiled) {
    private static final int BYTES_A_LINE = 32;

    private String head() {
        PrintedMethod m = compiled.method();
        Launches l = compiled.launches();
        return "// kernel " + kernel + " for " + target + ": method " + m.name() + (m.onStack() ? ", entered in its loop (OSR)" : "") + ", code of C2, " + m.code().length + " bytes\n"
            + "// allocated a launch: " + l.bytesEach() + " bytes (" + l.launches() + " launches" + (l.warm() ? "" : ", not all code is compiled") + ")\n";
    }

    /** The code as bytes, with the reason why not as instructions. */
    public String bytes(String reason) {
        byte[] code = compiled.method().code();
        return head() + "// as bytes: " + reason + "\n" + IntStream.iterate(0, i -> i < code.length, i -> i + BYTES_A_LINE)
            .mapToObj(i -> String.format(Locale.ROOT, "%6x  %s%n", i, HexFormat.of().formatHex(code, i, Math.min(code.length, i + BYTES_A_LINE))))
            .collect(Collectors.joining());
    }

    /** Counts, then the instructions; those of the hottest loop are marked. */
    public String instructions(List<Instruction> code) {
        Optional<List<Instruction>> hot = HotLoop.of(code);
        Set<Instruction> marked = Set.copyOf(hot.orElse(List.of()));
        return head() + table(code, hot.orElse(List.of()))
            + code.stream().map(i -> (marked.contains(i) ? "|" : " ") + i + "\n").collect(Collectors.joining());
    }

    /** The same as members of a JSON object: counts where there are instructions. */
    public Map<String, @Nullable Object> json(List<Instruction> code) {
        PrintedMethod m = compiled.method();
        var members = Json.object("kernel", kernel, "target", target, "method", m.name(), "bytes", m.code().length, "allocated", compiled.launches().bytesEach(),
            "code", HexFormat.of().formatHex(m.code()));
        if (!code.isEmpty()) members.put("counts", counts(code));
        HotLoop.of(code).ifPresent(hot -> members.put("loop", counts(hot)));
        return members;
    }

    private static Map<String, @Nullable Object> counts(List<Instruction> code) {
        Counts c = Counts.of(code);
        Map<String, @Nullable Object> members = Json.object("at", code.getFirst().at(), "instructions", c.instructions());
        for (Kind k : Kind.values()) members.put(k.text(), c.of(k));
        return members;
    }

    private static String table(List<Instruction> code, List<Instruction> hot) {
        Counts all = Counts.of(code), loop = Counts.of(hot);
        var out = new StringBuilder(line("", "method", hot.isEmpty() ? "no loop" : "hottest loop, from " + Long.toHexString(hot.getFirst().at())));
        out.append(line("instructions", Integer.toString(all.instructions()), Integer.toString(loop.instructions())));
        for (Kind k : Kind.values()) out.append(line(k.text(), Integer.toString(all.of(k)), Integer.toString(loop.of(k))));
        return out.toString();
    }

    private static String line(String what, String method, String loop) {
        return String.format(Locale.ROOT, "// %-15s %8s  %s%n", what, method, loop);
    }
}
