package intarsia.runtime;

import intarsia.ir.Symbols;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Device;
import intarsia.ir.plan.Plan;
import intarsia.runtime.cpu.HostMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/** A device whose memory the CPU does not reach; every plan on it adds 1 to each f32 of buffer 0 and writes that to buffer 1. */
final class FarDevice implements Device {
    int transfers;
    int open;

    private final class Far implements Memory {
        private final HostMemory hidden;

        Far(long bytes) {
            hidden = HostMemory.allocate(bytes);
            open++;
        }

        @Override
        public long bytes() {
            return hidden.bytes();
        }

        @Override
        public Optional<MemorySegment> segment() {
            return Optional.empty();
        }

        @Override
        public void write(long at, MemorySegment from) {
            transfers++;
            hidden.write(at, from);
        }

        @Override
        public void read(long at, MemorySegment to) {
            transfers++;
            hidden.read(at, to);
        }

        @Override
        public void close() {
            open--;
            hidden.close();
        }
    }

    private record AddOne(HostMemory from, HostMemory to) implements Bound {
        @Override
        public void run(Symbols symbols) {
            MemorySegment in = from.segment().orElseThrow();
            MemorySegment out = to.segment().orElseThrow();
            for (long i = 0; i < in.byteSize() / 4; i++) {
                out.setAtIndex(ValueLayout.JAVA_FLOAT, i, in.getAtIndex(ValueLayout.JAVA_FLOAT, i) + 1);
            }
        }

        @Override
        public void cancel() {
        }

        @Override
        public void close() {
        }
    }

    @Override
    public String name() {
        return "far";
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public boolean accepts(Artefact a) {
        return true;
    }

    @Override
    public Memory allocate(long bytes) {
        return new Far(bytes);
    }

    @Override
    public Loaded load(Artefact a) {
        return () -> a;
    }

    @Override
    public Bound bind(Plan p, List<Loaded> kernels, List<Memory> memory) {
        return new AddOne(((Far) memory.get(0)).hidden, ((Far) memory.get(1)).hidden);
    }

    @Override
    public void close() {
    }
}
