package intarsia.cli.fuzz;

import intarsia.ir.Kernel;
import intarsia.passes.check.Agreement;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A tile kernel on an engine, which gives the bits of the lane code for its target. */
record TileTrial(Answer answer, LaneEngine engine, LaneTrial code) implements Trial {
    /** Bytes around each tensor, which nobody may write. */
    private static final int MARGIN = 64;
    private static final byte MARK = 0x5a;

    @Override
    public Optional<String> problem() {
        return switch (code) {
            case LaneTrial.Wrong w -> Optional.of(w.problem());
            case LaneTrial.Right _ when engine instanceof LaneEngine.Evaluated -> Optional.empty();
            case LaneTrial.Right r -> ran(r);
        };
    }

    private Optional<String> ran(LaneTrial.Right r) {
        try (Arena arena = Arena.ofConfined()) {
            return engine(r.lane(), r.evaluated(), arena);
        } catch (RuntimeException | LinkageError x) {
            return Optional.of("engine: " + x);
        }
    }

    private Optional<String> engine(Kernel lane, Map<String, MemorySegment> evaluated, Arena arena) {
        Map<String, MemorySegment> wide = framed(answer.before(), arena);
        Map<String, MemorySegment> ran = inner(wide);
        engine.run(lane, ran, answer.symbols());
        Optional<String> other = Trial.anyOrder(lane)
                ? Agreement.difference(answer.kernel(), answer.symbols(), answer.wanted(), Trial.bounds(answer, true), ran)
                : Agreement.difference(answer.kernel(), answer.symbols(), evaluated, ran);
        return other.map(o -> "engine: " + o).or(() -> overrun(wide));
    }

    private static Map<String, MemorySegment> framed(Map<String, MemorySegment> from, Arena arena) {
        Map<String, MemorySegment> all = new TreeMap<>();
        from.forEach((name, m) -> {
            MemorySegment wide = arena.allocate(m.byteSize() + 2 * MARGIN, 64).fill(MARK);
            wide.asSlice(MARGIN, m.byteSize()).copyFrom(m);
            all.put(name, wide);
        });
        return all;
    }

    private static Map<String, MemorySegment> inner(Map<String, MemorySegment> wide) {
        Map<String, MemorySegment> all = new TreeMap<>();
        wide.forEach((name, m) -> all.put(name, m.asSlice(MARGIN, m.byteSize() - 2 * MARGIN)));
        return all;
    }

    private static Optional<String> overrun(Map<String, MemorySegment> wide) {
        for (Map.Entry<String, MemorySegment> e : wide.entrySet()) {
            MemorySegment m = e.getValue();
            for (int i = 0; i < MARGIN; i++) {
                if (m.get(ValueLayout.JAVA_BYTE, i) != MARK
                        || m.get(ValueLayout.JAVA_BYTE, m.byteSize() - 1 - i) != MARK) {
                    return Optional.of("engine: writes outside " + e.getKey());
                }
            }
        }
        return Optional.empty();
    }
}
