package intarsia.cli;

import intarsia.cli.meter.Amount;
import intarsia.decoder.Model;
import intarsia.decoder.model.Storage;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.repack.Panel;
import intarsia.decoder.repack.PanelStore;
import intarsia.decoder.repack.Panels;
import intarsia.decoder.repack.Repacker;
import intarsia.runtime.Engine;
import intarsia.runtime.cpu.CpuDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --repack}. */
final class RepackChoice {
    @Option(names = "--repack", paramLabel = "WHERE",
        description = {"Reads matrices in panels, the order of the engine's vectors, where there is one for their format: cache keeps them in the user's cache folder,",
            "memory in this process, off reads the file as it is. The text is the same. Default: cache; off where INTARSIA_CACHE is off."})
    private @Nullable String asked;

    /** The word, for a process of its own. */
    String where() {
        return asked != null ? asked : PanelStore.ofUser().isPresent() ? "cache" : "off";
    }

    /** Refuses a word that means nothing, before anything else happens. */
    void check() {
        String where = where();
        if (!List.of("cache", "memory", "off").contains(where)) throw UserError.usage("--repack " + where + "; known: cache, memory, off");
        if (where.equals("cache") && PanelStore.ofUser().isEmpty()) throw UserError.usage("--repack cache, but INTARSIA_CACHE is off; wanted --repack memory or off");
    }

    /**
     * The model as it is to be read; to be closed before the other one.
     *
     * @param quiet whether to show nothing
     */
    Model of(Model model, Engine on, PrintWriter err, boolean quiet) {
        check();
        String where = where();
        Storage storage = where.equals("off") ? Storage.AS_IN_FILE : panels(on);
        Model now = repacked(model, storage, on, quiet, err);
        if (!quiet && !where.equals("off")) report(model.panels(storage), where.equals("cache") && model.file().mapped(), err);
        return now;
    }

    /** Panels for an engine; what the file has, where it has no vectors to make them for. */
    static Storage panels(Engine on) {
        return !(on.device() instanceof CpuDevice) ? Storage.AS_IN_FILE : on.target().map(t -> Storage.panels(t.lanes())).orElse(Storage.AS_IN_FILE);
    }

    private Model repacked(Model model, Storage storage, Engine on, boolean quiet, PrintWriter err) {
        try (var progress = quiet ? Progress.silent() : Progress.start("repacking " + model.file().path().getFileName())) {
            Repacker repacker = new Repacker(EngineChoice.helpers(on), stage(progress));
            try (var _ = Interrupt.calling(repacker::cancel)) {
                return model.repacked(storage, panels(repacker));
            }
        } catch (CancellationException e) {
            throw UserError.input("stopped while matrices were repacked; nothing was kept");
        } catch (IOException e) {
            String why = e instanceof FileSystemException ? e.toString() : String.valueOf(e.getMessage());
            if (asked != null) throw UserError.machine("--repack " + asked + ": " + why + "; --repack memory and --repack off keep nothing");
            err.println("not repacked, so tokens are slower: " + why + "; --repack off does not try");
            return asInFile(model);
        }
    }

    private static Model asInFile(Model model) {
        try {
            return model.repacked(Storage.AS_IN_FILE, Panels.inMemory(new Repacker(1, Stage.UNSEEN)));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // no matrix is read for it
        }
    }

    private Panels panels(Repacker repacker) {
        return where().equals("cache") ? PanelStore.ofUser().orElseThrow().panels(repacker) : Panels.inMemory(repacker);
    }

    private static Stage stage(Progress progress) {
        return (what, done, total) -> progress.at("(" + what + (total > 1 ? ", " + done + " of " + total + " MiB)" : ")"));
    }

    private static void report(List<Panel> panels, boolean kept, PrintWriter err) {
        long bytes = panels.stream().mapToLong(Panel::bytes).sum();
        err.println(panels.isEmpty() ? "repacked: nothing, this engine has no panels of the formats of this model"
            : "repacked: " + panels.size() + " matrices, " + Amount.bytes(bytes) + ", in " + (kept ? "the cache" : "memory"));
        err.flush();
    }
}
