package intarsia.decoder.repack;

import intarsia.decoder.gguf.Gguf;
import intarsia.runtime.store.CacheFolder;
import intarsia.runtime.store.FileCache;
import intarsia.runtime.store.FolderLock;
import intarsia.runtime.store.Kept;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Panels on disk, from one process to the next: a file for a model and its panels, which engines read where it is mapped. What is there is used only if its model is as
 * it was, as far as size, time, tables and some pages tell; what is damaged is dropped and made again.
 */
public final class PanelStore {
    /** The property with the GiB that all files together may have. */
    public static final String BOUND = "intarsia.repacked.gib";
    private static final int DEFAULT_GIB = 32;
    /** After which a second process makes a file that another one seems to make. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** Files may be removed by other processes between writing and opening. */
    private static final int TRIES = 3;

    private final FileCache files;

    private PanelStore(FileCache files) {
        this.files = files;
    }

    /**
     * The store of this user: at most {@value #DEFAULT_GIB} GiB, or as many as {@value #BOUND} says, of which the least recently used goes first. Empty where
     * {@code INTARSIA_CACHE} or {@code -Dintarsia.cache} is {@code off}.
     */
    public static Optional<PanelStore> ofUser() {
        return CacheFolder.isOff() ? Optional.empty() : Optional.of(in(CacheFolder.ofUser().resolve("repacked"), (long) Integer.getInteger(BOUND, DEFAULT_GIB) << 30));
    }

    /** A store in a folder, which need not exist. */
    public static PanelStore in(Path folder, long mostBytes) {
        return new PanelStore(new FileCache(folder, ".panels", mostBytes));
    }

    /** The panels of this store, which makes those that are not there. Of a model that is in no file they are made in memory. */
    public Panels panels(Repacker repacker) {
        return (file, panels, arena) -> file.mapped() ? open(file, panels, arena, repacker) : Panels.inMemory(repacker).of(file, panels, arena);
    }

    private Map<String, MemorySegment> open(Gguf file, List<Panel> panels, Arena arena, Repacker repacker) throws IOException {
        PanelKey key = PanelKey.of(file, panels);
        PanelFile wanted = PanelFile.of(key.text(), file.path().toRealPath().toString(), panels);
        Optional<Map<String, MemorySegment>> found = find(key.name(), wanted, arena);
        for (int i = 0; i < TRIES && found.isEmpty(); i++) {
            try (FolderLock _ = FolderLock.take(files.folder(), PATIENCE, () -> waiting(repacker))) {
                found = find(key.name(), wanted, arena);
                if (found.isEmpty()) {
                    write(key.name(), wanted, file, panels, repacker);
                    found = find(key.name(), wanted, arena);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while another process repacked a model");
            }
        }
        return found.orElseThrow(() -> new IOException(files.folder() + " does not keep what is written there"));
    }

    private static void waiting(Repacker repacker) {
        repacker.stop();
        repacker.progress().at("waiting for another process that repacks a model", 0, 1);
    }

    /** The panels of a file that is as wanted. */
    private Optional<Map<String, MemorySegment>> find(String name, PanelFile wanted, Arena arena) {
        Optional<Path> file = files.find(name);
        if (file.isEmpty()) return Optional.empty();
        try (FileChannel in = FileChannel.open(file.get(), StandardOpenOption.READ)) {
            PanelFile found = PanelFile.read(in);
            if (!found.alike(wanted)) throw new IllegalArgumentException("it is of another model or other panels");
            MemorySegment all = in.map(MapMode.READ_ONLY, 0, in.size(), arena);
            Map<String, MemorySegment> panels = new HashMap<>();
            found.entries().forEach(e -> panels.put(e.weight(), all.asSlice(e.offset(), e.bytes())));
            return Optional.of(panels);
        } catch (IOException | IllegalArgumentException e) { // whatever a file may hold, it can be made again
            files.drop(name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void write(String name, PanelFile wanted, Gguf file, List<Panel> panels, Repacker repacker) throws IOException {
        repacker.progress().at("writing " + (wanted.bytes() >> 20) + " MiB to " + files.folder(), 0, 1);
        files.keep(name, wanted.bytes(), out -> new PanelWriter(wanted, out).write(file, panels, repacker));
    }

    /** What is kept, the least recently used first. */
    public List<KeptPanels> list() {
        return files.list().stream().map(PanelStore::shown).toList();
    }

    private static KeptPanels shown(Kept kept) {
        try (FileChannel in = FileChannel.open(kept.file(), StandardOpenOption.READ)) {
            PanelFile f = PanelFile.read(in);
            return new KeptPanels(kept, f.model(), f.entries().size(), "");
        } catch (IOException | IllegalArgumentException e) {
            return new KeptPanels(kept, "", 0, "damaged: " + e.getMessage());
        }
    }

    /**
     * What is wrong with a kept file, reading all of it and of its model; empty where both are as they were when it was written.
     *
     * @param often called meanwhile; may throw
     */
    public Optional<String> fault(KeptPanels kept, Runnable often) {
        try (FileChannel in = FileChannel.open(kept.kept().file(), StandardOpenOption.READ)) {
            PanelFile f = PanelFile.read(in);
            for (PanelEntry e : f.entries()) {
                if (FileHash.crc(in, e.offset(), e.bytes(), often) != e.checksum()) return Optional.of("damaged: the bytes of " + e.weight());
            }
            Path model = Path.of(f.model());
            if (!Files.exists(model)) return Optional.of("of no use: its model is gone");
            return FileHash.sha256(model, often).equals(f.source()) ? Optional.empty() : Optional.of("of no use: its model has changed");
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of("damaged: " + e.getMessage());
        }
    }

    /** Removes a file; whether it was there. */
    public boolean remove(String name) throws IOException {
        return files.remove(name);
    }
}
