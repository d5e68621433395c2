package intarsia.decoder.repack;

import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.progress.Stage;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.PanelMoves;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes panels, some rows of a matrix at a time, by the moves of bits that both formats say ({@link PanelMoves}). */
public final class Repacker {
    /** Bytes that are read at a time, about: what a cache holds beside what is made of it. */
    private static final long PIECE = 2L << 20;
    /** In which progress is told. */
    private static final int UNIT = 20;

    private final int threads;
    private final Stage progress;
    private final Map<Pair, PanelMoves> moves = new HashMap<>();
    private volatile boolean cancelled;
    private long done;
    private long all;

    private record Pair(BlockFormat from, BlockFormat to) { }

    /** Takes the pieces of the panels, in order. */
    interface Sink {
        /** The next bytes of a panel, valid until this returns. */
        void accept(Panel p, MemorySegment piece) throws IOException;
    }

    /**
     * A repacker for one model.
     *
     * @param threads  that move bits at once, 1 or more
     * @param progress told the MiB that are made
     */
    public Repacker(int threads, Stage progress) {
        if (threads < 1) throw new IllegalArgumentException("repacking on " + threads + " threads; wanted 1 or more");
        this.threads = threads;
        this.progress = progress;
    }

    /** Ends the work in progress with a {@link CancellationException}; from any thread. */
    public void cancel() {
        cancelled = true;
    }

    Stage progress() {
        return progress;
    }

    void stop() {
        if (cancelled) throw new CancellationException("cancelled while matrices were repacked");
    }

    /**
     * Makes panels, one after another.
     *
     * @throws IllegalArgumentException where one is no panel of its tensor's format
     */
    void repack(Gguf file, List<Panel> panels, Sink to) throws IOException {
        done = 0;
        all = panels.stream().mapToLong(Panel::bytes).sum();
        try (SourceBytes source = SourceBytes.of(file); ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            for (Panel p : panels) repack(p, file.tensor(p.tensor()), source, workers, to);
        }
    }

    private void repack(Panel p, GgufTensor t, SourceBytes source, ExecutorService workers, Sink to) throws IOException {
        int box = p.to().rows();
        long rows = Math.min(p.storedRows(), Math.max(1, PIECE / p.from().bytes(box, p.columns())) * box);
        PanelMoves moves = moves(p);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment x = arena.allocate(p.from().bytes(rows, p.columns()) + Long.BYTES, 64);
            MemorySegment y = arena.allocate(p.to().bytes(rows, p.columns()), 64);
            for (long first = 0; first < p.rows(); first += rows) {
                stop();
                long count = Math.min(rows, p.rows() - first), boxed = Math.ceilDiv(count, box) * box;
                source.read(t, p.from().bytes(first, p.columns()), x.asSlice(0, p.from().bytes(count, p.columns())));
                x.asSlice(p.from().bytes(count, p.columns())).fill((byte) 0);
                MemorySegment piece = y.asSlice(0, p.to().bytes(boxed, p.columns()));
                move(p, moves, x, piece, boxed / box, workers);
                to.accept(p, piece);
                done += piece.byteSize();
                progress.at("repacking " + p.tensor(), (int) (done >> UNIT), (int) Math.max(1, all >> UNIT));
            }
        }
    }

    /** Each worker takes boxes that follow one another. */
    private void move(Panel p, PanelMoves moves, MemorySegment from, MemorySegment to, long boxes, ExecutorService workers) {
        int box = p.to().rows();
        long each = Math.ceilDiv(boxes, threads) * box;
        List<CompletableFuture<Void>> parts = new ArrayList<>();
        for (long row = 0; row < boxes * box; row += each) {
            MemorySegment rows = from.asSlice(p.from().bytes(row, p.columns())), panel = to.asSlice(p.to().bytes(row, p.columns()));
            long count = Math.min(each, boxes * box - row);
            parts.add(CompletableFuture.runAsync(() -> moves.run(rows, panel, count, p.columns()), workers));
        }
        CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).join();
    }

    private PanelMoves moves(Panel p) {
        return moves.computeIfAbsent(new Pair(p.from(), p.to()), k -> new PanelMoves(k.from, k.to));
    }
}
