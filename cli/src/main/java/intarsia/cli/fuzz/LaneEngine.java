package intarsia.cli.fuzz;

import intarsia.codegen.jvm.JvmBackend;
import intarsia.codegen.ptx.PtxBackend;
import intarsia.codegen.ptx.PtxLauncher;
import intarsia.codegen.ptx.machine.DeviceMemory;
import intarsia.codegen.ptx.machine.Options;
import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Target;
import intarsia.passes.check.LaneRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What runs lane code of a target. Everything but the evaluator must give the evaluator's bits. */
public sealed interface LaneEngine {
    /** What it runs lane code of. */
    Target target();

    /** In messages, and to ask for it. */
    default String name() {
        return target().id();
    }

    /** Whether a name means it: its own, or that of its kind of engine. */
    default boolean is(String wanted) {
        String kind = this instanceof Evaluated ? "reference" : target().engine();
        return wanted.equals(name()) || wanted.equals(kind);
    }

    /** Runs all blocks. */
    void run(Kernel lane, Map<String, MemorySegment> memory, Symbols symbols);

    /** The evaluator alone, on a target that has nothing but what every target has. */
    record Evaluated(Target target) implements LaneEngine {
        @Override
        public void run(Kernel lane, Map<String, MemorySegment> memory, Symbols symbols) {
            LaneRun.evaluate(lane, memory, symbols);
        }
    }

    /** Bytecode on the Vector API, or on plain arrays, as kernels run while they are cold. */
    record Jvm(Target target, boolean plain) implements LaneEngine {
        private static final MethodType TYPE = MethodType.methodType(void.class, long[].class, int.class, int.class);

        @Override
        public String name() {
            return target.id() + (plain ? "-plain" : "");
        }

        @Override
        public void run(Kernel lane, Map<String, MemorySegment> memory, Symbols symbols) {
            Artefact.ClassFile code = new JvmBackend().compile(lane, target);
            try (Arena arena = Arena.ofConfined()) {
                long[] args = LaneRun.args(lane, memory, symbols, (name, m) -> m.address(), arena);
                MethodHandles.Lookup hidden = code.definer().defineHiddenClass(plain ? code.made().plain() : code.bytes(), true);
                MethodHandle run = hidden.findStatic(hidden.lookupClass(), Artefact.ClassFile.METHOD, TYPE);
                run.invokeExact(args, 0, LaneRun.blocks(lane, symbols));
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(code.listing(), e);
            }
        }
    }

    /**
     * PTX text on the PTX machine.
     *
     * @param seed of the order of lanes and warps; without it they go in order
     */
    record Ptx(Target target, OptionalLong seed) implements LaneEngine {
        public Ptx(Target target) {
            this(target, OptionalLong.empty());
        }

        @Override
        public String name() {
            return target.id() + (seed.isPresent() ? "-seed" + seed.getAsLong() : "");
        }

        @Override
        public void run(Kernel lane, Map<String, MemorySegment> memory, Symbols symbols) {
            DeviceMemory device = new DeviceMemory();
            try (Arena arena = Arena.ofConfined()) {
                long[] args = LaneRun.args(lane, memory, symbols, (name, m) -> device.register(m, name), arena);
                new PtxLauncher().run(new PtxBackend().compile(lane, target), args, LaneRun.blocks(lane, symbols), device, seed.isPresent() ? Options.DEFAULT.adversarial(seed.getAsLong()) : Options.DEFAULT);
            }
        }
    }

    /** All of them here: the widths the JVM offers, the PTX machine, and plain lanes of every width. */
    static List<LaneEngine> all() {
        List<LaneEngine> all = new ArrayList<>();
        for (boolean plain : new boolean[] {false, true}) {
            new JvmBackend().targets().forEach(t -> all.add(new Jvm(t, plain)));
        }
        new PtxBackend().targets().forEach(t -> all.add(new Ptx(t)));
        for (int lanes : new int[] {4, 8, 16, 32}) {
            all.add(new Evaluated(new Target("evaluator", "plain", lanes, 1, 16, Set.of())));
        }
        return List.copyOf(all);
    }
}
