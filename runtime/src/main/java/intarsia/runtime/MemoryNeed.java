package intarsia.runtime;

import intarsia.ir.Symbol;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Memory that a plan needs besides what the caller brings, with every symbol at its largest.
 *
 * @param scratch bytes of the buffers that live inside one run
 * @param states  each state's bytes
 */
public record MemoryNeed(String plan, long scratch, List<Item> states, List<Symbol> knobs) {
    /** A buffer and its bytes. */
    public record Item(String buffer, long bytes) {
    }

    public MemoryNeed {
        states = List.copyOf(states);
        knobs = List.copyOf(knobs);
    }

    static MemoryNeed of(Plan plan) {
        List<Item> states = new ArrayList<>();
        Set<String> sizes = new TreeSet<>();
        for (PlanBuffer b : plan.buffers()) {
            boolean state = b.role() == PlanBuffer.Role.STATE;
            if (state || b.role() == PlanBuffer.Role.TEMP) {
                b.shape().forEach(e -> sizes.addAll(e.symbols()));
            }
            if (state) {
                states.add(new Item(b.name(), b.bytes(plan::largest)));
            }
        }
        return new MemoryNeed(plan.name(), plan.scratchBytes(), states, sizes.stream().map(plan::symbol).toList());
    }

    /** Scratch and states together. */
    public long bytes() {
        return states.stream().mapToLong(Item::bytes).reduce(scratch, Math::addExact);
    }

    /** Throws where {@code bytes} of it, about to be allocated, exceed what is free. */
    void require(long bytes, FreeMemory free) {
        if (free.bytes().isPresent() && bytes > free.bytes().getAsLong()) {
            throw new IllegalStateException("plan " + plan + " needs " + size(bytes) + " (scratch " + size(scratch) + ", states "
                    + size(bytes() - scratch) + "), and " + size(free.bytes().getAsLong()) + " is free; " + advice());
        }
    }

    private String advice() {
        return knobs.isEmpty() ? "its sizes are constants: use a smaller model or free memory"
                : "declare a smaller largest value of " + String.join(" or ", knobs.stream().map(s -> s.name() + " (now " + s.max() + ")").toList());
    }

    private static String size(long bytes) {
        return bytes < 10_000 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
