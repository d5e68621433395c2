package intarsia.runtime;

import intarsia.ir.device.Digest;
import intarsia.ir.device.Sections;
import intarsia.ir.plan.Plan;
import intarsia.passes.Compiler;
import intarsia.runtime.store.CacheFolder;
import intarsia.runtime.store.FileCache;
import intarsia.runtime.store.Kept;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Compiled programs, kept on disk from one process to the next. What is there is used only if all that went into it is the
 * same: the caller's key, compiler, code generator, target, options, JVM. The cache is never a reason to fail: where a
 * program cannot be found, read or kept, it is compiled.
 */
public final class ProgramCache {
    private static final long MOST_BYTES = 256L << 20;

    /** Keeps nothing and finds nothing. */
    public static final ProgramCache NONE = new ProgramCache(Optional.empty());

    private final Optional<FileCache> files;

    private ProgramCache(Optional<FileCache> files) {
        this.files = files;
    }

    /** The cache of this user, of at most 256 MiB; {@link #NONE} where {@code INTARSIA_CACHE} or {@code -Dintarsia.cache} is {@code off}. */
    public static ProgramCache ofUser() {
        return CacheFolder.isOff() ? NONE : in(CacheFolder.ofUser().resolve("programs"), MOST_BYTES);
    }

    /** What is kept, the least recently used first. */
    public List<Kept> list() {
        return files.map(FileCache::list).orElse(List.of());
    }

    /** Removes a program; whether it was there. */
    public boolean remove(String name) throws IOException {
        return files.isPresent() && files.get().remove(name);
    }

    /** A cache in a folder, which need not exist; the least recently used goes where all would exceed {@code mostBytes}. */
    public static ProgramCache in(Path folder, long mostBytes) {
        return new ProgramCache(Optional.of(new FileCache(folder, ".program", mostBytes)));
    }

    /**
     * The program of a plan.
     *
     * @param key  everything that the plan depends on besides this module and those below it
     * @param plan makes it, where the program is not there
     */
    public Program get(String key, Engine engine, Compiler.Options options, Supplier<Plan> plan) {
        Optional<String> maker = engine.maker();
        if (files.isEmpty() || maker.isEmpty() || options.report().isPresent()) {
            return Intarsia.compile(plan.get(), engine, options);
        }
        String whole = key + "\n" + options.code();
        String name = new Digest().add(Sections.of(maker.get())).add(Sections.of(whole)).text();
        return files.get().read(name).flatMap(kept -> load(kept, name, whole, engine)).orElseGet(() -> {
            Program made = Intarsia.compile(plan.get(), engine, options);
            files.get().write(name, ProgramFile.of(made, whole).bytes());
            return made;
        });
    }

    private Optional<Program> load(byte[] kept, String name, String key, Engine engine) {
        try {
            ProgramFile file = ProgramFile.parse(kept);
            if (!file.key().equals(key)) {
                throw new IllegalArgumentException("it is of another key");
            }
            return Optional.of(file.load(engine));
        } catch (RuntimeException e) { // whatever a file may hold, the program can be compiled
            files.orElseThrow().drop(name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
