package intarsia.ir.plan;

import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.Symbol;
import intarsia.ir.BufferType;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Kernels in order, the memory they share, and the sizes that are given when it runs. */
public record Plan(String name, List<Symbol> symbols, List<PlanBuffer> buffers, List<Step> steps) {
    public Plan {
        symbols = List.copyOf(symbols);
        buffers = List.copyOf(buffers);
        steps = List.copyOf(steps);
    }

    /** A plan of one step: its buffers are the parameters of the kernel, in order. */
    public static Plan of(Kernel tile) {
        List<PlanBuffer> buffers = new ArrayList<>();
        List<Integer> bound = new ArrayList<>();
        for (Param p : tile.params()) {
            BufferType t = (BufferType) p.type();
            if (!t.contiguous()) {
                throw new IllegalArgumentException("parameter " + p.name() + " of " + tile.name() + " is a strided view; a plan of one step binds whole tensors");
            }
            PlanBuffer.Role role = switch (p.access()) {
                case IN -> PlanBuffer.Role.INPUT;
                case OUT -> PlanBuffer.Role.OUTPUT;
                case INOUT -> PlanBuffer.Role.STATE;
            };
            bound.add(buffers.size());
            buffers.add(new PlanBuffer(p.name(), role, t.format(), t.shape(), t.range(), 0, Optional.empty()));
        }
        return new Plan(tile.name(), tile.symbols(), buffers, List.of(new Step(tile, bound, false)));
    }

    /** The index of the buffer of that name. */
    public int buffer(String wanted) {
        for (int i = 0; i < buffers.size(); i++) {
            if (buffers.get(i).name().equals(wanted)) {
                return i;
            }
        }
        throw new NoSuchElementException("no buffer '" + wanted + "' in plan " + name + "; known: " + buffers.stream().map(PlanBuffer::name).toList());
    }

    /** The same plan with nothing in the bodies of its kernels: what a launch of compiled kernels has to know of it. */
    public Plan declaration() {
        return new Plan(name, symbols, buffers, steps.stream().map(s -> new Step(s.kernel().declaration(), s.buffers(), s.waits())).toList());
    }

    /** Bytes of scratch memory that its {@code TEMP} buffers need. */
    public long scratchBytes() {
        long end = 0;
        for (PlanBuffer b : buffers) {
            if (b.role() == PlanBuffer.Role.TEMP) {
                end = Math.max(end, b.offset() + b.bytes(this::largest));
            }
        }
        return end;
    }

    /** The largest value of a symbol. */
    public long largest(String symbol) {
        return symbol(symbol).max();
    }

    /** The symbol of that name. */
    public Symbol symbol(String wanted) {
        return symbols.stream().filter(s -> s.name().equals(wanted)).findFirst()
                .orElseThrow(() -> new NoSuchElementException("no symbol '" + wanted + "' in plan " + name + "; known: " + symbols));
    }

    /** What people look at: symbols, buffers, steps. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("plan ").append(name).append(" {\n");
        symbols.forEach(s -> out.append("  symbol ").append(s).append('\n'));
        buffers.forEach(b -> out.append("  ").append(b).append('\n'));
        for (int i = 0; i < steps.size(); i++) {
            Step s = steps.get(i);
            out.append("  step ").append(i).append(s.waits() ? " waits " : " ").append(s.kernel().name()).append(" grid ").append(s.kernel().grid())
                    .append(" (").append(String.join(", ", s.buffers().stream().map(b -> buffers.get(b).name()).toList())).append(")\n");
        }
        return out.append("}\n").toString();
    }
}
