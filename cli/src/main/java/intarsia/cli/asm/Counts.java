package intarsia.cli.asm;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many instructions of each kind there are, each counted once however often it runs. */
public record Counts(int instructions, Map<Kind, Integer> kinds) {
    public Counts {
        kinds = Collections.unmodifiableMap(new EnumMap<>(kinds));
    }

    /** The counts of some instructions. */
    public static Counts of(List<Instruction> code) {
        var kinds = new EnumMap<Kind, Integer>(Kind.class);
        for (Kind k : Kind.values()) kinds.put(k, (int) code.stream().filter(k::is).count());
        return new Counts(code.size(), kinds);
    }

    /** Those of one kind. */
    public int of(Kind kind) {
        return kinds.getOrDefault(kind, 0);
    }
}
