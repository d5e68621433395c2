package intarsia.polyglot;

import com.oracle.truffle.api.frame.Frame;
import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.MaterializedFrame;
import intarsia.ir.Kernel;
import intarsia.ir.Stmt;
import intarsia.ir.eval.Bindings;
import intarsia.ir.eval.EvaluationException;
import intarsia.ir.eval.Stepper;
import org.jspecify.annotations.Nullable;

/**
 * One call of a kernel. The evaluator says which statement comes next, that statement's node is executed, so that probes see it, and the
 * node lets the evaluator carry the statement out.
 */
final class Execution implements Stepper {
    private static final int SLOT = 0;

    private final MaterializedFrame frame;
    private final KernelBody body;
    private final Launch launch;
    /** Whose inner statements come next. */
    private TileNode around;
    private @Nullable Bindings bindings;
    private Runnable next = () -> { };

    private Execution(MaterializedFrame frame, KernelBody body, Launch launch) {
        this.frame = frame;
        this.body = body;
        this.around = body;
        this.launch = launch;
    }

    /** A frame holds its execution. */
    static FrameDescriptor descriptor() {
        FrameDescriptor.Builder b = FrameDescriptor.newBuilder(1);
        b.addSlot(com.oracle.truffle.api.frame.FrameSlotKind.Object, "execution", null);
        return b.build();
    }

    static Execution begin(MaterializedFrame frame, KernelBody body) {
        Execution e = new Execution(frame, body, (Launch) frame.getArguments()[0]);
        frame.setObject(SLOT, e);
        return e;
    }

    static Execution of(Frame frame) {
        return (Execution) frame.getObject(SLOT);
    }

    Kernel kernel() {
        return body.kernel();
    }

    Launch launch() {
        return launch;
    }

    /** What values stand for at the statement under way; nothing outside all. */
    @Nullable Bindings bindings() {
        return bindings;
    }

    void run() {
        try {
            launch.run(kernel(), this);
        } catch (EvaluationException | IllegalArgumentException | IllegalStateException | ArithmeticException | IndexOutOfBoundsException e) {
            throw TileException.of(e, body);
        }
    }

    @Override
    public void step(Stmt s, Bindings at, Runnable evaluate) {
        Bindings before = bindings;
        bindings = at;
        next = evaluate;
        try {
            around.inner().of(s).execute(frame);
        } finally {
            bindings = before;
        }
    }

    /** Lets the evaluator carry out the statement that it announced. */
    void evaluate(StatementNode node) {
        TileNode before = around;
        around = node;
        try {
            next.run();
        } catch (EvaluationException e) {
            throw TileException.of(e, node);
        } finally {
            around = before;
        }
    }
}
