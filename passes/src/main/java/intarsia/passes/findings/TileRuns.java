package intarsia.passes.findings;

import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.Stmt;
import intarsia.ir.Symbols;
import intarsia.ir.TileOp;
import intarsia.ir.eval.EvaluationException;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.type.DType;
import intarsia.passes.check.Distribution;
import intarsia.passes.check.Inputs;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A tile kernel on the evaluator at small sizes, each block's touches followed. */
final class TileRuns {
    private static final long MOST_ELEMENTS = 1 << 17;
    private static final long SEED = 1;

    private final Kernel k;
    private final List<Map<String, Long>> sizes;
    private final DataFlow data;
    /** Parameters some of whose elements no block wrote in a run, with what was left out in the first; those of which all were. */
    private final Map<String, Finding> gaps = new HashMap<>();
    private final Set<String> filled = new HashSet<>();

    TileRuns(Kernel k, List<Map<String, Long>> sizes) {
        this.k = k;
        this.sizes = Sizes.of(k, sizes);
        this.data = new DataFlow(k);
    }

    void run(List<Finding> findings, List<String> notes) {
        List<String> ran = new ArrayList<>();
        Set<Stmt> known = new HashSet<>();
        Set<String> open = new TreeSet<>();
        for (Map<String, Long> at : sizes) {
            BlockTouches touches = new BlockTouches(k, at, known);
            try (Arena arena = Arena.ofConfined()) {
                Symbols symbols = Symbols.of(at);
                if (elements(symbols) > MOST_ELEMENTS) {
                    continue;
                }
                Evaluator.run(k, Inputs.of(k, symbols, kinds(), SEED, arena), symbols, touches);
                ran.add(Sizes.text(at));
                gaps(touches, at, symbols);
            } catch (EvaluationException e) {
                stopped(touches, at, e, findings, known).ifPresent(open::add);
            } catch (OpenStatements.TooLong | ArithmeticException e) {
                open.add("a run " + Sizes.text(at) + " was too long");
            }
            findings.addAll(touches.findings());
        }
        gaps.values().stream().filter(f -> !filled.contains(f.parameter().orElseThrow())).forEach(findings::add);
        notes.add(ran.size() + " of " + sizes.size() + " runs at small sizes came to their ends");
        notes.addAll(open);
    }

    private long elements(Symbols symbols) {
        long all = 0;
        for (Param p : k.params()) {
            all = Math.addExact(all, ((BufferType) p.type()).shape().stream().mapToLong(e -> e.eval(symbols)).reduce(1, Math::multiplyExact));
        }
        return all;
    }

    private Map<String, Distribution> kinds() {
        Map<String, Distribution> kinds = new HashMap<>();
        k.params().forEach(p -> kinds.put(p.name(), Distribution.SMALL));
        return kinds;
    }

    /** What a run that stopped says; in words where that is left open. */
    private Optional<String> stopped(BlockTouches touches, Map<String, Long> at, EvaluationException e, List<Finding> findings, Set<Stmt> known) {
        Stmt s = touches.failed().or(e::at).orElse(null);
        String why = cause(e);
        if (s == null || s.op() instanceof TileOp.Assume || s.op() instanceof CommonOp.Assert || data.decides(s)) {
            return Optional.of("a run " + Sizes.text(at) + " stopped by its data or by what the kernel demands: " + why);
        }
        if (known.add(s)) {
            Kind kind = e.getCause() instanceof IndexOutOfBoundsException ? Kind.OUT_OF_BOUNDS : Kind.ofSharing(why).orElse(Kind.STOPS);
            findings.add(Finding.of(kind, s, why, Sizes.text(at)));
        }
        return Optional.empty();
    }

    private static String cause(EvaluationException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    private void gaps(BlockTouches touches, Map<String, Long> at, Symbols symbols) {
        for (Param p : k.params()) {
            BufferType t = (BufferType) p.type();
            if (p.access() == Param.Access.OUT && t.format() instanceof DType && t.contiguous() && touches.stores(p.name())) {
                long[] shape = t.shape().stream().mapToLong(e -> e.eval(symbols)).toArray();
                Optional<String> gap = touches.unwritten(p.name(), t, shape);
                gap.ifPresentOrElse(where -> gaps.putIfAbsent(p.name(), new Finding(Kind.NEVER_WRITTEN, touches.store(p.name()), touches.store(p.name()).map(s -> s.source().line()).orElse(0),
                        Optional.of(p.name()), where + " of " + p.name() + " is written by no block", Sizes.text(at))), () -> {
                    if (java.util.Arrays.stream(shape).allMatch(n -> n > 0)) {
                        filled.add(p.name());
                    }
                });
            }
        }
    }
}
