package intarsia.passes.findings;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Symbols;
import intarsia.ir.Value;
import intarsia.ir.eval.AddressSpace;
import intarsia.ir.eval.Bindings;
import intarsia.ir.eval.EvaluationException;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.eval.Stepper;
import intarsia.passes.check.LaneRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lane code on the evaluator, in which warps go in several orders. It does not say how large its buffers are, so they are taken to be large and of
 * zeros, and no index into them to be wrong.
 */
final class LaneRuns {
    private static final int BYTES = 1 << 20;
    private static final int MOST_BLOCKS = 4;
    private static final int ORDERS = 3;
    private static final long ARGUMENT = 33;

    private final Kernel k;
    private final List<Map<String, Long>> sizes;
    private final DataFlow data;
    private final Set<Stmt> known = new HashSet<>();

    LaneRuns(Kernel k, List<Map<String, Long>> sizes) {
        this.k = k;
        this.sizes = Sizes.of(k, sizes);
        this.data = new DataFlow(k);
    }

    void run(List<Finding> findings, List<String> notes) {
        int ran = 0;
        for (Map<String, Long> at : sizes) {
            for (int seed = 0; seed < ORDERS; seed++) {
                Follower f = new Follower(at, findings);
                try {
                    run(at, seed, f);
                    ran++;
                } catch (EvaluationException e) {
                    stopped(f, at, e, findings).ifPresent(notes::add);
                } catch (OpenStatements.TooLong e) {
                    notes.add("a run " + Sizes.text(at) + " was too long");
                }
            }
        }
        notes.add(ran + " of " + ORDERS * sizes.size() + " runs of warps in drawn orders came to their ends; buffers were taken to be " + BYTES + " bytes of zeros");
    }

    private void run(Map<String, Long> at, int seed, Follower f) {
        Symbols symbols = Symbols.of(at);
        AddressSpace space = new AddressSpace();
        Map<String, MemorySegment> memory = new HashMap<>();
        Map<String, Long> values = new HashMap<>(at);
        try (Arena arena = Arena.ofConfined()) {
            for (Param p : k.params()) {
                if (p.type() == ScalarType.PTR && !at.containsKey(p.name())) {
                    memory.put(p.name(), arena.allocate(BYTES, 64));
                } else {
                    values.putIfAbsent(p.name(), ARGUMENT);
                }
            }
            long[] args = LaneRun.args(k, memory, Symbols.of(values), space::register, arena);
            Evaluator.runLane(k, args, space, 0, Math.min(MOST_BLOCKS, LaneRun.blocks(k, symbols)), symbols, seed, f);
        }
    }

    private Optional<String> stopped(Follower f, Map<String, Long> at, EvaluationException e, List<Finding> findings) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        Optional<Kind> kind = kind(why);
        if (f.open.failed().isEmpty() || kind.isEmpty() || kind.get() == Kind.OUT_OF_BOUNDS && data.decides(f.open.failed().get())) {
            return Optional.of("a run " + Sizes.text(at) + " stopped: " + why);
        }
        if (known.add(f.open.failed().get())) {
            findings.add(Finding.of(kind.get(), f.open.failed().get(), why, Sizes.text(at)));
        }
        return Optional.empty();
    }

    private Optional<Kind> kind(String why) {
        boolean shared = why.contains("shared memory");
        Optional<Kind> known = Kind.ofSharing(why);
        if (known.isPresent()) {
            return known.filter(x -> x != Kind.UNINITIALISED).or(() -> Optional.of(k.warps() > 1 && storesShared() && !hasBarrier() ? Kind.MISSING_BARRIER : Kind.UNINITIALISED));
        }
        if (why.contains("outside every buffer")) {
            boolean certain = shared || why.matches(".* at \\S+ -\\d+, .*");
            return certain ? Optional.of(Kind.OUT_OF_BOUNDS) : Optional.empty();
        }
        return Optional.of(Kind.STOPS);
    }

    private boolean storesShared() {
        boolean[] any = {false};
        Ops.walk(k.body(), _ -> { }, s -> any[0] |= s.op() instanceof LaneOp.St st && st.at().space() == intarsia.ir.Space.SHARED);
        return any[0];
    }

    private boolean hasBarrier() {
        boolean[] any = {false};
        Ops.walk(k.body(), _ -> { }, s -> any[0] |= s.op() instanceof CommonOp.Barrier);
        return any[0];
    }

    /** Which block wrote which byte of a buffer, and where the run stopped. */
    private final class Follower implements Stepper {
        private final Map<String, Long> sizes;
        private final List<Finding> findings;
        private final OpenStatements open = new OpenStatements();
        private final Map<String, Map<Long, Long>> writers = new HashMap<>();
        private Optional<Value> blockArg = Optional.empty();
        private long block;

        Follower(Map<String, Long> sizes, List<Finding> findings) {
            this.sizes = sizes;
            this.findings = findings;
        }

        @Override
        public void step(Stmt s, Bindings at, Runnable evaluate) {
            if (s.op() instanceof LaneOp.Blocks b) {
                blockArg = Optional.of(b.body().args().getFirst());
            }
            blockArg.flatMap(at::contents).ifPresent(c -> block = c.code(0));
            open.run(s, evaluate);
        }

        @Override
        public void touches(String parameter, String field, long element, boolean writes) {
            Map<Long, Long> of = writers.computeIfAbsent(parameter, _ -> new HashMap<>());
            Long other = of.get(element);
            Stmt s = open.innermost();
            if (other != null && other != block) {
                add(Kind.RACE, s, "blocks " + other + " and " + block + ": one writes byte " + element + " of " + parameter + ", the other " + (writes ? "too" : "reads it"));
            }
            if (writes) {
                of.put(element, block);
            } else if (other == null && k.params().stream().anyMatch(p -> p.name().equals(parameter) && p.access() == Param.Access.OUT)) {
                add(Kind.UNINITIALISED, s, "byte " + element + " of " + parameter + ", which is only written, is read before anything wrote it");
            }
        }

        private void add(Kind kind, Stmt s, String message) {
            if (known.add(s)) {
                findings.add(Finding.of(kind, s, message, Sizes.text(sizes)));
            }
        }
    }
}
