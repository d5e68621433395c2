package intarsia.cli;

import intarsia.cli.meter.Amount;
import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.repack.KeptPanels;
import intarsia.decoder.repack.PanelStore;
import intarsia.runtime.ProgramCache;
import intarsia.runtime.store.ArtefactCache;
import intarsia.runtime.store.Kept;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code intarsia cache}: what is kept in the user's cache folder. */
@Command(name = "cache", mixinStandardHelpOptions = true,
    description = "Lists the compiled programs, single kernels and repacked models in the user's cache folder, with their sizes and when they were last used, or removes them.")
final class CacheCommand extends Subcommand {
    /** Stands for {@code --clear} without a name. */
    private static final String ALL = "";
    /** Characters of a path, or of what is wrong with a file. */
    static final int SHOWN = 200;

    @Option(names = "--clear", arity = "0..1", paramLabel = "NAME", fallbackValue = ALL,
        description = "Removes the file of a name, or of a kind: programs, kernels, repacked. Without either, all.")
    private @Nullable String clear;

    private final ProgramCache programs;
    private final ArtefactCache kernels;
    private final Optional<PanelStore> panels;

    CacheCommand() {
        this(ProgramCache.ofUser(), ArtefactCache.ofUser(), PanelStore.ofUser());
    }

    /** @param panels empty where nothing is kept */
    CacheCommand(ProgramCache programs, ArtefactCache kernels, Optional<PanelStore> panels) {
        this.programs = programs;
        this.kernels = kernels;
        this.panels = panels;
    }

    /** A file, and how it is removed. */
    private record Entry(String kind, Kept kept, String what, Removal removal) { }

    private interface Removal {
        boolean remove(String name) throws IOException;
    }

    @Override public Integer call() throws IOException {
        if (panels.isEmpty()) throw UserError.usage("INTARSIA_CACHE is off: nothing is kept or looked for");
        List<Entry> all = entries();
        if (clear != null) return clear(all, clear);
        for (Entry e : all) {
            out().printf("%-22s  %-8s  %10s  %8s  %s%n", e.kept.name(), e.kind, Amount.bytes(e.kept.bytes()), age(e.kept.used()), e.what);
        }
        out().println(all.size() + " files, " + Amount.bytes(bytes(all)));
        out().flush();
        return Exit.OK;
    }

    private List<Entry> entries() {
        List<Entry> all = new ArrayList<>();
        programs.list().forEach(k -> all.add(new Entry("program", k, "", programs::remove)));
        kernels.list().forEach(k -> all.add(new Entry("kernel", k, "", kernels::remove)));
        panels.ifPresent(s -> s.list().forEach(k -> all.add(new Entry("repacked", k.kept(), shown(k), s::remove))));
        return all;
    }

    private static String shown(KeptPanels k) {
        return k.fault().isEmpty() ? k.panels() + " matrices of " + ModelFileException.printable(k.model(), SHOWN) : ModelFileException.printable(k.fault(), SHOWN);
    }

    private static long bytes(List<Entry> entries) {
        return entries.stream().mapToLong(e -> e.kept.bytes()).sum();
    }

    /** How long ago, in the largest unit that fits. */
    static String age(Instant used) {
        Duration d = Duration.between(used, Instant.now());
        if (d.toDays() > 0) return d.toDays() + " d";
        if (d.toHours() > 0) return d.toHours() + " h";
        return d.toMinutes() > 0 ? d.toMinutes() + " min" : Math.max(0, d.toSeconds()) + " s";
    }

    private int clear(List<Entry> all, String name) throws IOException {
        List<Entry> named = all.stream().filter(e -> name.equals(ALL) || name.equals(e.kept.name()) || name.equals(e.kind) || name.equals(e.kind + "s")).toList();
        if (named.isEmpty() && !List.of(ALL, "programs", "kernels", "repacked").contains(name)) {
            throw UserError.usage("--clear " + name + "; wanted programs, kernels, repacked, or a name that ./intarsia cache lists");
        }
        List<Entry> removed = new ArrayList<>();
        for (Entry e : named) {
            if (e.removal.remove(e.kept.name())) removed.add(e);
        }
        out().println("removed " + removed.size() + " files, " + Amount.bytes(bytes(removed)));
        out().flush();
        return Exit.OK;
    }
}
