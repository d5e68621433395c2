package intarsia.codegen.jvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Runs an access whose view ends at an unmapped page, for every number of lanes that are on. */
final class AccessCheck {
    private final AccessRow row;
    private final int lanes;
    private final Runner kernel;
    private final GuardedPages pages;

    private AccessCheck(AccessRow row, int lanes, GuardedPages pages, Runner kernel) {
        this.row = row;
        this.lanes = lanes;
        this.pages = pages;
        this.kernel = kernel;
    }

    /** What differs; empty where nothing does. */
    static Optional<String> difference(AccessRow row, int lanes, GuardedPages pages, int repetitions) {
        Runner kernel = Runner.of(Runner.text(lanes, row.body(lanes)));
        return new AccessCheck(row, lanes, pages, kernel).difference(repetitions)
                .or(() -> new AccessCheck(row, lanes, pages, kernel.plain()).difference(1).map(d -> "on plain arrays: " + d));
    }

    private Optional<String> difference(int repetitions) {
        Optional<String> found = Optional.empty();
        for (int n = row.masked() ? 0 : lanes; n <= lanes && found.isEmpty(); n++) {
            found = difference(n, repetitions);
        }
        return found;
    }

    private Optional<String> difference(int n, int repetitions) {
        MemorySegment memory = pages.memory();
        long size = memory.byteSize();
        for (long i = size - 512; i < size; i++) {
            memory.set(ValueLayout.JAVA_BYTE, i, pattern(i));
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(64, 64);
            MemorySegment out = arena.allocate(64, 64);
            for (int l = 0; l < lanes; l++) {
                values.setAtIndex(ValueLayout.JAVA_INT, l, 0x9e37_79b9 * (l + 1));
            }
            long base = pages.end() - row.extent(n);
            long[] args = {base, values.address(), 0, out.address(), n};
            for (int r = 0; r < repetitions; r++) {
                kernel.run(args, 0, 1);
            }
            if (repetitions > 1 && n == lanes) {
                Optional<String> boxed = Allocation.difference(row, lanes, () -> kernel.run(args, 0, 16));
                if (boxed.isPresent()) {
                    return boxed;
                }
            }
            return row.store() ? stored(n, values) : loaded(n, out);
        }
    }

    private static byte pattern(long i) {
        return (byte) (i * 37 + 101);
    }

    private Optional<String> loaded(int n, MemorySegment out) {
        MemorySegment memory = pages.memory();
        long base = memory.byteSize() - row.extent(n);
        for (int l = 0; l < lanes; l++) {
            int want = l < n ? element(memory, base + (long) l * row.step()) : 0;
            int found = out.getAtIndex(ValueLayout.JAVA_INT, l);
            if (want != found) {
                return Optional.of(row + ", lanes " + lanes + ", on " + n + ": lane " + l + " is %08x; wanted %08x".formatted(found, want));
            }
        }
        return Optional.empty();
    }

    private int element(MemorySegment memory, long at) {
        int raw = switch (row.bits()) {
            case 8 -> memory.get(ValueLayout.JAVA_BYTE, at);
            case 16 -> memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, at);
            default -> memory.get(ValueLayout.JAVA_INT_UNALIGNED, at);
        };
        if (row.bits() == 32) {
            return raw;
        }
        int zero = raw & (1 << row.bits()) - 1;
        return row.step() == 0 ? zero * (row.bits() == 8 ? 0x0101_0101 : 0x0001_0001) : row.signed() ? raw : zero;
    }

    /** Every byte of the pages: those of elements, and those that must be as before. */
    private Optional<String> stored(int n, MemorySegment values) {
        MemorySegment memory = pages.memory();
        long size = memory.byteSize();
        byte[] want = new byte[512];
        for (int i = 0; i < 512; i++) {
            want[i] = pattern(size - 512 + i);
        }
        for (int l = 0; l < n; l++) {
            int at = 512 - row.extent(n) + l * row.step();
            for (int b = 0; b < row.bits() / 8; b++) {
                want[at + b] = (byte) (values.getAtIndex(ValueLayout.JAVA_INT, l) >>> 8 * b);
            }
        }
        for (int i = 0; i < 512; i++) {
            byte found = memory.get(ValueLayout.JAVA_BYTE, size - 512 + i);
            if (found != want[i]) {
                return Optional.of(row + ", lanes " + lanes + ", on " + n + ": byte " + (i - 512) + " is " + found + "; wanted " + want[i]);
            }
        }
        return Optional.empty();
    }
}
