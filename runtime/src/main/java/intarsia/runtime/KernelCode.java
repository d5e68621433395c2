package intarsia.runtime;

import intarsia.ir.Kernel;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Backend;
import intarsia.ir.device.Device;
import intarsia.ir.device.Sections;
import intarsia.ir.device.Target;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import intarsia.passes.Compiler;
import intarsia.runtime.store.ArtefactCache;
import intarsia.runtime.store.ArtefactKey;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Kernels lowered and compiled for one target, by what was kept of them on disk where that is the same. */
record KernelCode(Backend backend, Target target, ArtefactCache disk) {
    /** Compiler, target and JVM: everything that changes lane code besides kernel and options. */
    private String lowering() {
        return "compiler " + Compiler.version() + machine();
    }

    /** The same and the code generator: everything that changes code. */
    String maker() {
        return "compiler " + Compiler.version() + "\nback end " + backend.version() + machine();
    }

    private String machine() {
        return "\ntarget " + target.id() + " of " + target.registers() + " registers " + target.features().stream().map(Target.Feature::text).sorted().collect(Collectors.joining(" "))
                + "\nJVM " + System.getProperty("java.vm.version");
    }

    /** Who watches the passes wants them run. */
    private static boolean watched(Compiler.Options options) {
        return options.report().isPresent() || options.trace() != Compiler.Options.DEFAULT.trace();
    }

    /** A kernel at the lane level, by its text at the tile level. */
    Kernel lower(Kernel tile, String text, Compiler.Options options) {
        ArtefactKey key = new ArtefactKey(ArtefactKey.LANE, text, lowering(), options.code());
        return kept(key, options, saved -> Parser.parse(Sections.text(saved), "kept kernel")).orElseGet(() -> {
            Kernel lane = Compiler.toLane(tile, target, options);
            if (disk.keeps()) {
                disk.write(key, Sections.of(Printer.print(lane)));
            }
            return lane;
        });
    }

    /** Its code on a device. */
    Device.Loaded load(Kernel tile, String text, Compiler.Options options, Device device) {
        ArtefactKey key = new ArtefactKey(target.engine(), text, maker(), options.code());
        return kept(key, options, saved -> device.load(backend.restore(saved, target))).orElseGet(() -> {
            Artefact code = backend.compile(Compiler.toLane(tile, target, options), target);
            Device.Loaded loaded = device.load(code);
            if (disk.keeps()) {
                disk.write(key, backend.save(code)); // only what a device took
            }
            return loaded;
        });
    }

    /** Whether the code of a text is kept. */
    boolean keeps(String text, Compiler.Options options) {
        return disk.read(new ArtefactKey(target.engine(), text, maker(), options.code())).isPresent();
    }

    private <T> Optional<T> kept(ArtefactKey key, Compiler.Options options, Function<byte[], T> use) {
        return watched(options) ? Optional.empty() : disk.read(key, use);
    }
}
