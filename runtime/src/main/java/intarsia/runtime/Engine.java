package intarsia.runtime;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Backend;
import intarsia.ir.device.Device;
import intarsia.ir.device.Target;
import intarsia.ir.text.Printer;
import intarsia.passes.Compiler;
import intarsia.runtime.cpu.CpuDevice;
import intarsia.runtime.store.ArtefactCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * A code generator and the device that runs its code, under one name. Engines are found when they are first asked for and
 * kept; each keeps the kernels it compiled.
 */
public final class Engine {
    /** Kernels that an engine keeps in memory. */
    private static final int KEPT_KERNELS = 1024;

    /**
     * What makes an engine of a name.
     *
     * @param generates the engine of the targets that its code is generated for; empty where the device runs kernels as they are
     * @param hostMemory whether kernels read the memory of this process
     */
    private record Kind(String name, Optional<String> generates, boolean hostMemory) {
        static final List<Kind> ALL = List.of(
                new Kind("jvm", Optional.of("jvm"), true),
                new Kind("reference", Optional.empty(), true),
                new Kind("ptx", Optional.of("ptx"), true),
                new Kind("cuda", Optional.of("ptx"), false));

        static List<String> names() {
            return ALL.stream().map(Kind::name).toList();
        }

        static Kind of(String name) {
            return ALL.stream().filter(k -> k.name.equals(name)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no engine '" + name + "'; known: " + names()));
        }
    }

    /** A code generator and the best target that it has here. */
    record Generator(Backend backend, Target target) {
        KernelCode on(ArtefactCache disk) {
            return new KernelCode(backend, target, disk);
        }
    }

    /**
     * Whether an engine can be used here.
     *
     * @param reason why not, in one sentence; empty where it can
     */
    public record Availability(String name, Optional<String> reason) {
        @Override
        public String toString() {
            return name + ": " + reason.orElse("available");
        }
    }

    private static final ConcurrentHashMap<String, Engine> ENGINES = new ConcurrentHashMap<>();

    private final String name;
    private final Optional<Generator> generator;
    private final Device device;
    private final boolean hostMemory;
    private final KernelCache kernels;
    private final ArtefactCache disk;

    /** Keeps kernels in memory alone. */
    Engine(String name, Optional<Generator> generator, Device device, boolean hostMemory) {
        this(name, generator, device, hostMemory, new KernelCache(KEPT_KERNELS), ArtefactCache.NONE);
    }

    private Engine(String name, Optional<Generator> generator, Device device, boolean hostMemory, KernelCache kernels, ArtefactCache disk) {
        this.name = name;
        this.generator = generator;
        this.device = device;
        this.hostMemory = hostMemory;
        this.kernels = kernels;
        this.disk = disk;
    }

    /** The same with nothing in memory yet, and its kernels kept on disk there. */
    Engine keeping(ArtefactCache kept) {
        return new Engine(name, generator, device, hostMemory, new KernelCache(KEPT_KERNELS), kept);
    }

    /** Bytecode on as many threads as the JVM may use processors. */
    public static Engine jvm() {
        return of("jvm");
    }

    /** Bytecode on {@code threads} threads, the calling one included. */
    public static Engine jvm(int threads) {
        CpuDevice device = new CpuDevice(threads);
        if (threads == new CpuDevice().threads()) {
            return jvm();
        }
        Engine all = jvm();
        return ENGINES.computeIfAbsent("jvm on " + threads, key -> all.on(device));
    }

    /**
     * Bytecode on the calling thread and at most {@code threads - 1} threads of an executor. It is asked for them at every step of a plan, and
     * where it has none to spare the calling thread does all: nothing waits for it. No thread is started.
     */
    public static Engine jvm(Executor executor, int threads) {
        return jvm().on(new CpuDevice(threads, executor));
    }

    /** The same code, kept once, on other threads. */
    private Engine on(CpuDevice threads) {
        return new Engine(name, generator, threads, hostMemory, kernels, disk);
    }

    /** The evaluator: slow, obvious, complete. */
    public static Engine reference() {
        return of("reference");
    }

    /**
     * The engine of that name.
     *
     * @throws IllegalArgumentException  if there is no such engine
     * @throws EngineMissingException if it cannot be used here; the message says why and which can
     */
    public static Engine of(String name) {
        Kind kind = Kind.of(name);
        return ENGINES.computeIfAbsent(name, key -> find(kind, Services.load()).keeping(ArtefactCache.ofUser()));
    }

    /** All engines, and of those that cannot be used why not. */
    public static List<Availability> available() {
        return available(Services.load());
    }

    static List<Availability> available(Services services) {
        List<Availability> all = new ArrayList<>();
        for (Kind kind : Kind.ALL) {
            Optional<String> reason = Optional.empty();
            try {
                find(kind, services);
            } catch (EngineMissingException e) {
                reason = Optional.of(e.reason());
            }
            all.add(new Availability(kind.name(), reason));
        }
        return all;
    }

    static Engine find(String name, Services services) {
        return find(Kind.of(name), services);
    }

    private static Engine find(Kind kind, Services services) {
        Device device = services.devices().stream().filter(d -> d.name().equals(kind.name())).findFirst()
                .orElseThrow(() -> new EngineMissingException(kind.name(), "no device '" + kind.name() + "' is on the module path; found "
                        + services.devices().stream().map(Device::name).toList() + services.faults()));
        device.unavailable().ifPresent(reason -> {
            throw new EngineMissingException(kind.name(), reason);
        });
        return new Engine(kind.name(), kind.generates().map(g -> generator(services, g)), device, kind.hostMemory());
    }

    private static Generator generator(Services services, String engine) {
        List<String> seen = new ArrayList<>();
        for (Backend backend : services.backends()) {
            List<Target> targets = backend.targets();
            if (!targets.isEmpty() && targets.getFirst().engine().equals(engine)) {
                return new Generator(backend, targets.getFirst());
            }
            seen.add(backend.getClass().getSimpleName() + " for " + targets.stream().map(Target::id).toList());
        }
        throw new EngineMissingException(engine, "no code generator has a target of engine '" + engine + "' on this machine; found " + seen
                + services.faults());
    }

    public String name() {
        return name;
    }

    public Device device() {
        return device;
    }

    /** What its code is compiled for; empty where the device runs kernels as they are. */
    public Optional<Target> target() {
        return generator.map(Generator::target);
    }

    /** Whether its kernels read the memory of this process, so that tensors need not be copied to it. */
    public boolean sharesMemory() {
        return hostMemory;
    }

    /**
     * A tile kernel as code, loaded; from memory where it was asked for before, from disk where another process compiled it.
     *
     * @throws RuntimeException from the passes or the code generator, where they refuse the kernel
     */
    Device.Loaded load(Kernel tile, Compiler.Options options) {
        if (tile.level() != Level.TILE) {
            throw new IllegalArgumentException("kernel " + tile.name() + " is at the " + tile.level().text() + " level; wanted tile");
        }
        String text = Printer.print(tile);
        return kernels.get(key(text, options), () -> load(tile, text, options));
    }

    private Device.Loaded load(Kernel tile, String text, Compiler.Options options) {
        return generator.map(g -> g.on(disk).load(tile, text, options, device)).orElseGet(() -> device.load(asItIs(tile, text)));
    }

    private Artefact asItIs(Kernel tile, String text) {
        return new Artefact.Ir(tile, new Target(name, "any", 1, 1, 0, Set.of()), text);
    }

    /**
     * A tile kernel at the lane level, as this engine compiles it; from disk where it was lowered before.
     *
     * @throws IllegalStateException where the engine runs kernels as they are
     */
    public Kernel lower(Kernel tile, Compiler.Options options) {
        Generator g = generator.orElseThrow(() -> new IllegalStateException(this + " runs kernels as they are, and lowers none"));
        return g.on(disk).lower(tile, Printer.print(tile), options);
    }

    /** Whether the code of a tile kernel is on disk already. */
    public boolean keeps(Kernel tile, Compiler.Options options) {
        return generator.filter(g -> g.on(disk).keeps(Printer.print(tile), options)).isPresent();
    }

    /** Everything that changes code besides kernel and options: compiler, code generator, target, JVM; empty where kernels run as they are. */
    public Optional<String> maker() {
        return generator.map(g -> g.on(disk).maker());
    }

    private KernelCache.Key key(String text, Compiler.Options options) {
        String target = generator.map(g -> g.target().id()).orElse(name);
        String version = generator.map(g -> g.backend().version()).orElse("");
        return new KernelCache.Key(text, target, version, options.code());
    }

    /** The code generator, and what it generates for; empty where the device runs kernels as they are. */
    Optional<Generator> generator() {
        return generator;
    }

    /** Code that this engine's generator saved, loaded; from memory where the kernel of that text was asked for before. */
    Device.Loaded restore(String text, byte[] saved, Compiler.Options options) {
        Generator g = generator.orElseThrow();
        return kernels.get(key(text, options), () -> device.load(g.backend().restore(saved, g.target())));
    }

    @Override
    public String toString() {
        return "engine " + name + target().map(t -> " (" + t.id() + ")").orElse("");
    }
}
