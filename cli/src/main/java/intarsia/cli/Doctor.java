package intarsia.cli;

import intarsia.cli.meter.Amount;
import intarsia.cli.meter.BandwidthStore;
import intarsia.cli.meter.Machine;
import intarsia.cli.meter.ReadBandwidth;
import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.repack.KeptPanels;
import intarsia.decoder.repack.PanelStore;
import intarsia.runtime.Engine;
import intarsia.runtime.store.ArtefactCache;
import intarsia.runtime.store.CacheFolder;
import intarsia.runtime.store.DataFolder;
import intarsia.runtime.store.Kept;
import intarsia.tuning.TuningStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code intarsia doctor}: what this machine is, as far as speed and the engines depend on it. */
@Command(name = "doctor", mixinStandardHelpOptions = true,
    description = "Shows JDK, processor, vector widths, engines, memory and measured read bandwidth.")
final class Doctor implements Callable<Integer> {
    @Option(names = "--again", description = "Measures the read bandwidth anew, though a cached figure exists.")
    private boolean again;

    @Spec private @Nullable CommandSpec spec;

    private final Supplier<Machine> here;
    private final BandwidthStore store;
    private final Optional<PanelStore> panels;
    private final ArtefactCache kernels;
    private final Optional<Path> tuning;

    Doctor() {
        this(Machine::here, BandwidthStore.ofUser(), PanelStore.ofUser(), ArtefactCache.ofUser(), CacheFolder.isOff() ? Optional.empty() : Optional.of(DataFolder.ofUser().resolve("tuning.db")));
    }

    /** A machine is asked for its facts when they are wanted: help lists this command too. */
    Doctor(Supplier<Machine> here, BandwidthStore store, Optional<PanelStore> panels, ArtefactCache kernels, Optional<Path> tuning) {
        this.here = here;
        this.store = store;
        this.panels = panels;
        this.kernels = kernels;
        this.tuning = tuning;
    }

    @Override public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli gave no command model");
        var out = spec.commandLine().getOut();
        for (Fact fact : facts(here.get())) out.printf("%-16s %s%n", fact.name(), fact.value());
        out.flush();
        return Exit.OK;
    }

    private List<Fact> facts(Machine machine) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("JDK", Runtime.version() + ", " + System.getProperty("java.vendor") + ", " + System.getProperty("java.home")));
        facts.add(new Fact("system", machine.system()));
        facts.add(new Fact("processor", machine.processor()));
        facts.add(new Fact("cores", Integer.toString(machine.cores())));
        facts.add(new Fact("last-level cache", machine.lastLevelCache() == 0 ? "unknown" : Amount.bytes(machine.lastLevelCache())));
        facts.add(new Fact("memory", Amount.bytes(machine.memory())));
        Backends.all().forEach(c -> facts.add(new Fact("target", c.target().id() + ", " + c.target().lanes() + " lanes of 32 bits")));
        Engine.available().forEach(e -> facts.add(new Fact("engine", e.name() + ", " + e.reason().map(r -> "not here: " + r).orElse("available"))));
        facts.addAll(bandwidth(machine));
        kernels().ifPresent(facts::add);
        tuning().ifPresent(facts::add);
        panels.ifPresent(s -> s.list().forEach(k -> facts.add(new Fact("repacked", repacked(s, k)))));
        return facts;
    }

    /** The single kernels that are kept, all of whose bytes are read. */
    private Optional<Fact> kernels() {
        List<Kept> all = kernels.list();
        List<String> faults = all.stream().flatMap(k -> kernels.fault(k).map(f -> k.name() + " is " + printable(f)).stream()).toList();
        String state = faults.isEmpty() ? "whole" : faults.size() + " to be made again: " + faults.getFirst();
        return all.isEmpty() ? Optional.empty() : Optional.of(new Fact("kernels", Amount.bytes(all.stream().mapToLong(Kept::bytes).sum()) + " in " + all.size() + " files, " + state));
    }

    /** The tuning store, all of which is read; where there is none, none is made. */
    private Optional<Fact> tuning() {
        if (tuning.filter(Files::exists).isEmpty()) return Optional.empty();
        try (TuningStore store = TuningStore.open(tuning.get())) {
            Optional<String> fault = store.check();
            return Optional.of(new Fact("tuning", store.problems().size() + " problems in " + tuning.get() + ", " + fault.map(Doctor::printable).orElse("whole")));
        }
    }

    /** A repacked model, whose bytes and whose model's are all read. */
    private static String repacked(PanelStore store, KeptPanels k) {
        try (var progress = Progress.start("reading " + k.kept().name() + " and its model")) {
            Optional<String> fault = k.fault().isEmpty() ? store.fault(k, () -> progress.at("")) : Optional.of(k.fault());
            return Amount.bytes(k.kept().bytes()) + " " + k.kept().name() + (k.model().isEmpty() ? "" : " of " + printable(k.model())) + ", "
                + fault.map(f -> printable(f) + "; ./intarsia cache --clear " + k.kept().name() + " removes it").orElse("whole, its model as it was");
        }
    }

    private static String printable(String text) {
        return ModelFileException.printable(text, CacheCommand.SHOWN);
    }

    private List<Fact> bandwidth(Machine machine) {
        Optional<ReadBandwidth> cached = again ? Optional.empty() : store.load(machine);
        if (cached.isPresent()) return lines(cached.get(), "cached in " + store.file(machine));
        ReadBandwidth measured;
        try (var progress = Progress.start("measuring read bandwidth")) {
            measured = ReadBandwidth.measure(machine, threads -> progress.at("with " + threads + (threads == 1 ? " thread" : " threads")));
        }
        try {
            store.save(machine, measured);
            return lines(measured, "measured now, kept in " + store.file(machine));
        } catch (IOException e) {
            return lines(measured, "measured now, not kept: " + e);
        }
    }

    private static List<Fact> lines(ReadBandwidth bandwidth, String origin) {
        var facts = new ArrayList<Fact>();
        for (var sample : bandwidth.samples()) {
            facts.add(new Fact("read bandwidth", Amount.rate(sample.bytesPerSecond()) + " with " + sample.threads()
                + (sample.threads() == 1 ? " thread" : " threads")));
        }
        facts.add(new Fact("", origin));
        return facts;
    }
}
