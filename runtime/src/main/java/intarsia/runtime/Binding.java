package intarsia.runtime;

import intarsia.ir.Expr;
import intarsia.ir.device.Device;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.runtime.cpu.HostMemory;
import intarsia.runtime.launch.GivenMemory;
import intarsia.runtime.launch.SymbolValues;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What lies behind each buffer of a plan: the caller's tensors, scratch, constants, copies on a device of its own memory. */
final class Binding implements AutoCloseable {
    /** A tensor of the CPU and its copy on the device; copied in before a run, and back after it where the plan writes. */
    record Mirror(Tensor tensor, Device.Memory copy, boolean back) {
    }

    final Program program;
    final List<GivenMemory> given = new ArrayList<>();
    final List<Tensor> tensors = new ArrayList<>();
    final List<Mirror> mirrors = new ArrayList<>();
    private final List<Device.Memory> own = new ArrayList<>();
    private final Optional<Arena> scratchArena;
    private Device.@Nullable Memory scratch;

    Binding(Program program, Map<String, Tensor> named, FreeMemory free, Optional<Arena> scratchArena) {
        this.program = program;
        this.scratchArena = scratchArena.filter(a -> program.engine().sharesMemory());
        Plan plan = program.declared();
        checkNames(plan, named);
        MemoryNeed need = program.memory();
        need.require(need.scratch(), free);
        try {
            for (PlanBuffer b : plan.buffers()) {
                given.add(switch (b.role()) {
                    case INPUT, OUTPUT, STATE -> tensor(b, named.get(b.name()));
                    case TEMP -> new GivenMemory(scratch(need.scratch()), b.offset(), b.bytes(plan::largest), List.of());
                    case CONSTANT -> constant(b);
                });
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static void checkNames(Plan plan, Map<String, Tensor> named) {
        Set<String> wanted = new HashSet<>(plan.buffers().stream().filter(b -> b.role().bound()).map(PlanBuffer::name).toList());
        if (!wanted.equals(named.keySet())) {
            throw new IllegalArgumentException("plan " + plan.name() + " wants tensors " + wanted.stream().sorted().toList() + "; given: "
                    + named.keySet().stream().sorted().toList());
        }
    }

    private GivenMemory tensor(PlanBuffer b, @Nullable Tensor t) {
        String place = "plan " + program.declared().name() + ": the tensor for " + b.name();
        if (t == null) {
            throw new IllegalArgumentException(place + " is missing");
        }
        if (!t.usable()) {
            throw new IllegalStateException(place + " is closed");
        }
        if (!t.format().equals(b.format())) {
            throw new IllegalArgumentException(place + " is " + t.format() + "; wanted " + b.format());
        }
        boolean written = b.role() != PlanBuffer.Role.INPUT;
        if (written && t.readOnly()) {
            throw new IllegalArgumentException(place + " is read-only memory, and the plan writes it; copy it");
        }
        tensors.add(t);
        return new GivenMemory(memory(place, t, written), 0, t.bytes(), t.shape());
    }

    private Device.Memory memory(String place, Tensor t, boolean written) {
        Engine engine = program.engine();
        if (t.engine().isPresent() && t.engine().get().device() != engine.device()) {
            throw new IllegalArgumentException(place + " lies in memory of engine " + t.engine().get().name() + "; copy it to one of " + engine.name());
        }
        if (t.engine().isPresent() || engine.sharesMemory()) {
            return t.memory();
        }
        Device.Memory copy = keep(engine.device().allocate(t.bytes()));
        if (t.readOnly()) {
            copy.write(0, t.segment()); // a file of weights: it stays as it is, so once is enough
        } else {
            mirrors.add(new Mirror(t, copy, written));
        }
        return copy;
    }

    private Device.Memory scratch(long bytes) {
        if (scratch == null) {
            scratch = scratchArena.<Device.Memory>map(a -> HostMemory.allocate(a, bytes)).orElseGet(() -> keep(program.engine().device().allocate(bytes)));
        }
        return scratch;
    }

    private GivenMemory constant(PlanBuffer b) {
        MemorySegment data = b.data().orElseThrow(() -> new IllegalArgumentException("plan " + program.declared().name() + ": constant " + b.name()
                + " has no data"));
        if (program.engine().sharesMemory() && data.isNative()) {
            return new GivenMemory(HostMemory.of(data), 0, data.byteSize(), List.of());
        }
        Device.Memory copy = keep(program.engine().device().allocate(data.byteSize()));
        copy.write(0, data);
        return new GivenMemory(copy, 0, data.byteSize(), List.of());
    }

    private Device.Memory keep(Device.Memory m) {
        own.add(m);
        return m;
    }

    /** Gives every symbol that is an extent of bound tensors that value, where they agree and it is a legal one. */
    void inferSymbols(SymbolValues values) {
        for (int i = 0; i < values.count(); i++) {
            Set<Long> found = new HashSet<>();
            for (int b = 0; b < given.size(); b++) {
                collect(program.declared().buffers().get(b), given.get(b).shape(), values.symbol(i).name(), found);
            }
            if (found.size() == 1) {
                long v = found.iterator().next();
                var s = values.symbol(i);
                if (v >= s.min() && v <= s.max() && v % s.divisor() == 0) {
                    values.set(i, v);
                }
            }
        }
    }

    private static void collect(PlanBuffer buffer, List<Long> shape, String symbol, Set<Long> found) {
        for (int d = 0; d < Math.min(shape.size(), buffer.shape().size()); d++) {
            if (buffer.shape().get(d) instanceof Expr.Sym(String name) && name.equals(symbol)) {
                found.add(shape.get(d));
            }
        }
    }

    @Override
    public void close() {
        own.forEach(Device.Memory::close);
    }
}
