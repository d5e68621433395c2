package intarsia.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.StandardTags;
import com.oracle.truffle.api.instrumentation.Tag;
import com.oracle.truffle.api.source.SourceSection;
import intarsia.ir.Ops;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.List;

/** One statement. What it does is the evaluator's, which is under way when this is executed. */
final class StatementNode extends TileNode {
    private final Stmt statement;
    private final SourceSection section;
    @Child private Statements inner;

    StatementNode(Stmt statement, SourceSection section, Statements inner) {
        this.statement = statement;
        this.section = section;
        this.inner = inner;
    }

    @Override
    void execute(VirtualFrame frame) {
        TruffleSafepoint.poll(this);
        evaluate(Execution.of(frame));
    }

    @TruffleBoundary
    private void evaluate(Execution execution) {
        execution.evaluate(this);
    }

    @Override
    Statements inner() {
        return inner;
    }

    Stmt statement() {
        return statement;
    }

    @Override
    void visible(Stmt inside, List<Value> found) {
        visibleHere(true, found);
        boolean _ = Ops.regions(statement.op()).stream().anyMatch(r -> addBefore(r, inside, found));
    }

    @Override
    void visibleHere(boolean before, List<Value> found) {
        around().visible(statement, found);
        if (!before) {
            found.addAll(statement.results());
        }
    }

    /** What this stands in; between them there may be a probe. */
    private TileNode around() {
        var parent = getParent();
        while (!(parent instanceof KernelBody || parent instanceof StatementNode)) {
            parent = parent.getParent();
        }
        return (TileNode) parent;
    }

    @Override
    public boolean hasTag(Class<? extends Tag> tag) {
        return tag == StandardTags.StatementTag.class;
    }

    @Override
    public SourceSection getSourceSection() {
        return section;
    }
}
