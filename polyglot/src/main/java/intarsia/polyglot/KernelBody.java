package intarsia.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.MaterializedFrame;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.StandardTags;
import com.oracle.truffle.api.instrumentation.Tag;
import com.oracle.truffle.api.source.SourceSection;
import intarsia.ir.Kernel;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.List;

/** The whole body of a kernel, all blocks of a launch. */
final class KernelBody extends TileNode {
    private final Kernel kernel;
    private final SourceSection section;
    @Child private Statements inner;

    KernelBody(Kernel kernel, SourceSection section, Statements inner) {
        this.kernel = kernel;
        this.section = section;
        this.inner = inner;
    }

    Kernel kernel() {
        return kernel;
    }

    @Override
    void execute(VirtualFrame frame) {
        run(frame.materialize());
    }

    @TruffleBoundary
    private void run(MaterializedFrame frame) {
        Execution.begin(frame, this).run();
    }

    @Override
    Statements inner() {
        return inner;
    }

    @Override
    void visible(Stmt inside, List<Value> found) {
        addBefore(kernel.body(), inside, found);
    }

    @Override
    void visibleHere(boolean before, List<Value> found) {
        // No block has begun, or the last has ended.
    }

    @Override
    public boolean hasTag(Class<? extends Tag> tag) {
        return tag == StandardTags.RootTag.class || tag == StandardTags.RootBodyTag.class;
    }

    @Override
    public SourceSection getSourceSection() {
        return section;
    }
}
