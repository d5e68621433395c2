package intarsia.runtime.launch;

import intarsia.ir.BufferType.Range;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.type.IntType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the integers that the caller put into a buffer lie in the range by which kernels index. Looked at every run. */
final class RangeCheck {
    private final String owner;
    private final String buffer;
    private final IntType type;
    private final Range range;
    private final List<BoundsCheck> views;
    private final GivenMemory given;
    private final @Nullable MemorySegment memory;

    /** @param views those that read the buffer; nothing outside what they reach is looked at */
    RangeCheck(String owner, PlanBuffer buffer, Range range, List<BoundsCheck> views, GivenMemory given) {
        this.owner = owner;
        this.buffer = buffer.name();
        if (!(buffer.format() instanceof IntType t) || !ValueScan.supports(t)) {
            throw new IllegalArgumentException(owner + ": buffer '" + buffer.name() + "' of " + buffer.format()
                    + " has a range of values; only integers of 8, 16, 32 and 64 bits can have one");
        }
        this.type = t;
        this.range = range;
        this.views = List.copyOf(views);
        this.given = given;
        Optional<MemorySegment> reachable = given.memory().segment();
        memory = reachable.isPresent() ? reachable.get().asSlice(given.offset(), given.bytes()) : null;
    }

    void check() {
        long from = Long.MAX_VALUE;
        long to = -1;
        for (int i = 0; i < views.size(); i++) { // no iterator: a run allocates nothing
            ViewReach reach = views.get(i).reach();
            if (reach.lastElement() >= reach.firstElement()) {
                from = Math.min(from, reach.firstElement());
                to = Math.max(to, reach.lastElement());
            }
        }
        if (from > to) {
            return;
        }
        if (memory != null) {
            scan(memory, 0, from, to);
        } else {
            scanCopy(from, to);
        }
    }

    private void scanCopy(long from, long to) {
        int bytes = type.bits() / 8;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate((to - from + 1) * bytes, 8);
            given.memory().read(given.offset() + from * bytes, copy);
            scan(copy, from, 0, to - from);
        }
    }

    /** @param skipped elements of the buffer before the first of {@code segment} */
    private void scan(MemorySegment segment, long skipped, long from, long to) {
        long at = ValueScan.firstOutside(segment, type, from, to, range);
        if (at >= 0) {
            throw new IllegalArgumentException(owner + ": element " + (at + skipped) + " of buffer '" + buffer + "' is "
                    + ValueScan.value(segment, type, at) + "; wanted " + range.min() + " to " + range.max());
        }
    }
}
