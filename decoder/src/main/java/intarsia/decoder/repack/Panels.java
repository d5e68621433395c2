package intarsia.decoder.repack;

import intarsia.decoder.gguf.Gguf;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the panels of a model are, or are made. */
@FunctionalInterface
public interface Panels {
    /**
     * The bytes of panels, by weight.
     *
     * @param file  their model, open
     * @param arena until it is closed they are there
     * @throws IOException              if the model cannot be read again, or the panels not be kept; says in words why
     * @throws IllegalArgumentException where one is no panel of its tensor's format
     * @throws java.util.concurrent.CancellationException after {@link Repacker#cancel}
     */
    Map<String, MemorySegment> of(Gguf file, List<Panel> panels, Arena arena) throws IOException;

    /** Panels that are made in the memory of this process, and kept nowhere. */
    static Panels inMemory(Repacker repacker) {
        return (file, panels, arena) -> {
            Map<String, MemorySegment> made = new HashMap<>();
            Map<String, Long> filled = new HashMap<>();
            repacker.repack(file, panels, (p, piece) -> {
                MemorySegment all = made.computeIfAbsent(p.weight(), _ -> arena.allocate(p.bytes(), PanelFile.PAGE));
                long at = filled.merge(p.weight(), piece.byteSize(), Long::sum) - piece.byteSize();
                MemorySegment.copy(piece, 0, all, at, piece.byteSize());
            });
            return made;
        };
    }
}
