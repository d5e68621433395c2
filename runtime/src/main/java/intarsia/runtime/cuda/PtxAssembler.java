package intarsia.runtime.cuda;

import intarsia.runtime.cuda.NativeFile.Absent;
import intarsia.runtime.cuda.PtxCompilerLibrary.Part;
import intarsia.runtime.store.ArtefactCache;
import intarsia.runtime.store.ArtefactKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Assembles PTX to machine code with no GPU, driver or CUDA install: NVIDIA's PTX compiler 12.0, which accepts PTX up
 * to 8.0 and runs in this process. Optional at run time; {@link #absence} says what is missing.
 */
public final class PtxAssembler {
    /** Largest PTX text, in bytes; our modules have kilobytes. */
    public static final int MAX_BYTES = 64 << 20;

    private static final Probe<PtxAssembler> PROBE = new Probe<>(PtxAssembler::load);

    private final PtxCompilerLibrary library;
    /** Nothing promises that two compilations may run at once. */
    private final ReentrantLock turn = new ReentrantLock();

    private PtxAssembler(PtxCompilerLibrary library) {
        this.library = library;
    }

    /** The assembler of this process, or empty where there is none; tried once. */
    public static Optional<PtxAssembler> available() {
        return PROBE.found();
    }

    /** Why there is none, as a plain sentence; empty when there is one. */
    public static Optional<String> absence() {
        return PROBE.absence();
    }

    private static PtxAssembler load() throws Absent {
        try {
            return new PtxAssembler(new PtxCompilerLibrary(NativeFile.PTX_COMPILER.unpack(NativeFile.defaultFolder())));
        } catch (Absent e) {
            throw new Absent("no PTX assembler: " + e.getMessage());
        } catch (IllegalArgumentException | IllegalCallerException e) {
            throw new Absent("no PTX assembler: " + NativeFile.PTX_COMPILER.name() + " does not load: " + e.getMessage());
        }
    }

    /**
     * Assembles a module.
     *
     * @param ptx the text, which must begin with {@code .version} and {@code .target}
     * @param target the machine to assemble for, such as {@code sm_80}; at least the text's own
     * @throws IllegalArgumentException if the target is unknown, or the text longer than {@link #MAX_BYTES}
     */
    public Assembly assemble(String ptx, String target) {
        if (!PtxHeader.TARGETS.contains(target))
            throw new IllegalArgumentException("unknown target '" + target + "'; known: " + PtxHeader.TARGETS.stream().sorted().toList());
        if (ptx.length() > MAX_BYTES) throw new IllegalArgumentException("PTX of " + ptx.length() + " characters, at most " + MAX_BYTES);
        @Nullable String problem = PtxHeader.problem(ptx);
        if (problem != null) return new Assembly.Rejected(List.of(problem));
        turn.lock();
        try (var arena = Arena.ofConfined()) {
            MemorySegment handle = library.create(arena, ptx.getBytes(UTF_8));
            try {
                return assemble(arena, handle, target);
            } finally {
                library.destroy(handle);
            }
        } finally {
            turn.unlock();
        }
    }

    /** The same, from a cache where it was assembled before; a rejection is not kept. */
    public Assembly assemble(String ptx, String target, ArtefactCache cache) {
        var key = new ArtefactKey(ArtefactKey.CUBIN, ptx, "PTX compiler " + NativeFile.PTX_COMPILER.sha256() + "\ntarget " + target, "");
        return cache.<Assembly>read(key, Assembly.Assembled::of).orElseGet(() -> {
            Assembly made = assemble(ptx, target);
            if (made instanceof Assembly.Assembled a) cache.write(key, a.bytes());
            return made;
        });
    }

    private Assembly assemble(Arena arena, MemorySegment handle, String target) {
        int code = library.compile(arena, handle, "--gpu-name=" + target, "--verbose");
        if (code == 0) {
            String log = text(library.part(arena, handle, Part.InfoLog));
            var cubin = MemorySegment.ofArray(library.part(arena, handle, Part.CompiledProgram)).asReadOnly();
            return new Assembly.Assembled(cubin, PtxasLog.kernels(log), log);
        }
        List<String> lines = text(library.part(arena, handle, Part.ErrorLog)).lines().filter(l -> !l.isBlank()).toList();
        return new Assembly.Rejected(lines.isEmpty() ? List.of("the PTX compiler failed with code " + code + " and no message") : lines);
    }

    private static String text(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) end--;
        return new String(bytes, 0, end, UTF_8);
    }
}
