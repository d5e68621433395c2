package intarsia.cli.tune;

import com.sun.management.ThreadMXBean;
import intarsia.cli.meter.Machine;
import intarsia.ir.Point;
import intarsia.ir.Symbol;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import intarsia.runtime.TensorArena;
import intarsia.runtime.cpu.Warming;
import intarsia.tuning.Outcome;
import intarsia.tuning.search.KernelSpace;
import intarsia.tuning.search.Trial;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where the points of one problem are timed, in this process: each is brought to full speed, compared on the same data, and takes turns with its reference. */
final class Stand implements AutoCloseable {
    /** Compiled forms of a reference, of which the fastest is taken, and rounds that tell. */
    private static final int COPIES = 3, CHOSEN_ROUNDS = 31;
    /** Launches in a row that make no objects, but for the few of the launch itself. */
    private static final int QUIET = 200, LEAST_BYTES = 4096, TRIES = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long WARM_SECONDS = 20;

    /** What cannot be timed, and why. */
    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;

        Unfit(String why) {
            super(why);
        }
    }

    private final KernelSpace space;
    private final Engine engine;
    private final Arena memory = Arena.ofShared();
    private final TensorArena arena = TensorArena.open();
    private final Data data;
    /** References, which are asked for again and again. */
    private final Map<Point, Rotation> references = new HashMap<>();
    /** How many forms of a point were compiled. */
    private final Map<Point, Integer> made = new HashMap<>();

    Stand(KernelSpace space, Engine engine) {
        this.space = space;
        this.engine = engine;
        this.data = new Data(space.kernel(), space.inOrder() && !space.fixed(), memory, Machine.here().lastLevelCache());
    }

    /** Times a point; a failure says why. */
    Outcome measure(Point point, Trial trial) throws InterruptedException {
        try {
            if (trial.reference().isEmpty()) return Turns.alone(reference(point), trial.rounds(), data.bytes());
            Trial.Reference r = trial.reference().get();
            Rotation other = reference(r.point());
            if (r.point().equals(point)) return Turns.against(other, other, r, trial.rounds(), data.bytes());
            try (Rotation run = ready(point)) {
                return against(run, other, r, trial.rounds());
            }
        } catch (Unfit | RuntimeException | LinkageError e) {
            return new Outcome.Failed(e instanceof Unfit ? String.valueOf(e.getMessage()) : e.toString());
        }
    }

    /** Times until neither made objects meanwhile, as code does that C2 has not compiled. A form that is slow for another reason is not seen. */
    private Outcome against(Rotation run, Rotation other, Trial.Reference r, int rounds) throws Unfit {
        for (int i = 0; i < TRIES; i++) {
            long bytes = THREADS.getCurrentThreadAllocatedBytes(), launches = run.launches() + other.launches();
            Outcome o = Turns.against(run, other, r, rounds, data.bytes());
            if (THREADS.getCurrentThreadAllocatedBytes() - bytes < LEAST_BYTES * (run.launches() + other.launches() - launches)) return o;
            Optional<String> fault = unsettled(run).or(() -> unsettled(other));
            if (fault.isPresent()) throw new Unfit(fault.get());
        }
        throw new Unfit("it or its reference made objects of vectors while they were timed, " + TRIES + " times");
    }

    private Rotation reference(Point p) throws InterruptedException, Unfit {
        Rotation known = references.get(p);
        if (known == null) {
            known = ready(p);
            references.put(p, known);
            for (int i = 1; i < COPIES; i++) known = faster(known, ready(p));
            references.put(p, known);
        }
        return known;
    }

    /** C2 does not compile the same kernel alike each time: a reference that was slower in one process than in another would make all points of that one look fast. */
    private static Rotation faster(Rotation a, Rotation b) {
        boolean second = Turns.ratio(b, a, CHOSEN_ROUNDS) < 1;
        (second ? a : b).close();
        return second ? b : a;
    }

    /** Compiled by the JIT, and found right. The first point of a problem says what is right where the evaluator would take too long. */
    private Rotation ready(Point p) throws InterruptedException, Unfit {
        if (!p.equals(space.space().initial()) && references.isEmpty()) reference(space.space().initial());
        Plan plan = form(space.plan(p), made.merge(p, 1, Integer::sum));
        Program program = Intarsia.compile(plan, engine);
        warm(program);
        Rotation run = Rotation.of(data.tensors(plan, arena), tensors -> bound(program, plan, tensors));
        Optional<String> fault = data.check(run::run, space.fixed(), memory).map(wrong -> "wrong result: " + wrong).or(() -> unsettled(run));
        if (fault.isPresent()) {
            run.close();
            throw new Unfit(fault.get());
        }
        return run;
    }

    /** A plan whose kernels have names of their own from the second form on, and so classes: the JIT would know the first ones. */
    private static Plan form(Plan plan, int number) {
        List<Step> steps = plan.steps().stream().map(s -> new Step(s.kernel().named(s.kernel().name() + "_" + number), s.buffers(), s.waits())).toList();
        return number == 1 ? plan : new Plan(plan.name(), plan.symbols(), plan.buffers(), steps);
    }

    private static Run bound(Program program, Plan plan, Map<String, Tensor> tensors) {
        Run run = program.bind(tensors);
        for (Symbol s : plan.symbols()) run.set(s.name(), Data.size(s));
        return run;
    }

    /** The first launches on real data may go where the warm-up has not been, and C2 compiles anew: until then vectors are objects. Where other threads work that is not seen here. */
    private static Optional<String> unsettled(Rotation run) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_SECONDS);
        for (int quiet = 0; quiet < QUIET && System.nanoTime() < end; ) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            run.run();
            quiet = THREADS.getCurrentThreadAllocatedBytes() - before < LEAST_BYTES ? quiet + 1 : 0;
        }
        return System.nanoTime() < end ? Optional.empty() : Optional.of("it makes objects of vectors on real data, still after " + WARM_SECONDS + " s");
    }

    private static void warm(Program program) throws InterruptedException, Unfit {
        Optional<Warming> started = Intarsia.warm(program);
        if (started.isEmpty()) return;
        try (Warming warming = started.get()) {
            boolean ended = false;
            for (int i = 0; i < WARM_SECONDS && !ended; i++) ended = warming.await(1, TimeUnit.SECONDS); // a process that is stopped meanwhile loses one of them
            if (warming.warm() < warming.kernels()) throw new Unfit("the JIT has not compiled it in " + WARM_SECONDS + " s");
        }
    }

    @Override public void close() {
        references.values().forEach(Rotation::close);
        arena.close();
        memory.close();
    }
}
