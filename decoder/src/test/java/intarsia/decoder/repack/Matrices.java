package intarsia.decoder.repack;

import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufWriter;
import intarsia.decoder.progress.Stage;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Repack;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file with some matrices of GGUF's simplest formats, and what their panels are by definition. */
final class Matrices {
    private static final long SEED = Long.getLong("intarsia.seed", 20_260_101);
    private static final List<String> FORMATS = List.of("Q4_0", "Q8_0", "Q4_0");
    private static final List<String> PANELS = List.of("Q4_0/rows16x8", "Q8_0/rows16x8", "Q4_0/rows16x4");
    /** Whole boxes, a part of one, and several with a part. */
    private static final long[][] SIZES = {{16, 64}, {3, 32}, {13, 96}};

    private Matrices() { }

    static Path write(Path file) {
        Random random = new Random(SEED);
        GgufWriter out = new GgufWriter().putString("general.name", "matrices");
        for (int i = 0; i < SIZES.length; i++) {
            BlockFormat f = BlockFormat.parse(FORMATS.get(i));
            byte[] bytes = new byte[(int) f.bytes(SIZES[i][0], SIZES[i][1])];
            random.nextBytes(bytes);
            for (int b = 0; b < bytes.length; b += f.bytes()) bytes[b + 1] = 0x3c; // scales are finite
            MemorySegment data = Arena.ofAuto().allocate(bytes.length, 64).copyFrom(MemorySegment.ofArray(bytes));
            out.tensor("m" + i, GgmlType.of(f).orElseThrow(), new long[] {SIZES[i][1], SIZES[i][0]}, () -> data);
        }
        out.write(file);
        return file;
    }

    static List<Panel> panels() {
        List<Panel> all = new ArrayList<>();
        for (int i = 0; i < SIZES.length; i++) {
            all.add(new Panel("w" + i, "m" + i, BlockFormat.parse(FORMATS.get(i)), BlockFormat.parse(PANELS.get(i)), SIZES[i][0], SIZES[i][1]));
        }
        return all;
    }

    /** Rows beyond the matrix are blocks of zeros. */
    static byte[] byDefinition(Gguf file, Panel p) {
        byte[] stored = file.tensor(p.tensor()).data().toArray(ValueLayout.JAVA_BYTE);
        return Repack.blocks(p.from(), p.to(), Arrays.copyOf(stored, (int) p.from().bytes(p.storedRows(), p.columns())), p.columns());
    }

    static Repacker repacker() {
        return new Repacker(3, Stage.UNSEEN);
    }
}
