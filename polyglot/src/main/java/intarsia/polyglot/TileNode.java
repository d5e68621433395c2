package intarsia.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.Frame;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.GenerateWrapper;
import com.oracle.truffle.api.instrumentation.InstrumentableNode;
import com.oracle.truffle.api.instrumentation.ProbeNode;
import com.oracle.truffle.api.interop.NodeLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.source.SourceSection;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** The body of a kernel or one of its statements: a place in the text where a debugger may stop. */
@GenerateWrapper
@ExportLibrary(NodeLibrary.class)
abstract class TileNode extends Node implements InstrumentableNode {
    abstract void execute(VirtualFrame frame);

    /** The nodes of the statements inside it, of all its regions. */
    abstract Statements inner();

    /** Adds the values that are defined where a statement inside it begins, outermost first. */
    abstract void visible(Stmt inside, List<Value> found);

    /** Adds the values that are defined at this node itself. */
    abstract void visibleHere(boolean before, List<Value> found);

    @Override
    public abstract SourceSection getSourceSection();

    /** The arguments of a region and the results before a statement of it; nothing where it does not stand there. */
    static boolean addBefore(Region r, Stmt s, List<Value> found) {
        int at = 0;
        while (at < r.body().size() && r.body().get(at) != s) {
            at++;
        }
        if (at == r.body().size()) {
            return false;
        }
        found.addAll(r.args());
        r.body().subList(0, at).forEach(earlier -> found.addAll(earlier.results()));
        return true;
    }

    @Override
    public final boolean isInstrumentable() {
        return true;
    }

    @Override
    public final WrapperNode createWrapper(ProbeNode probe) {
        return new TileNodeWrapper(this, probe);
    }

    @ExportMessage
    final boolean hasScope(Frame frame) {
        return frame != null;
    }

    @ExportMessage
    final Object getScope(Frame frame, boolean nodeEnter) {
        return scope(Execution.of(frame), nodeEnter);
    }

    @TruffleBoundary
    private ScopeObject scope(Execution execution, boolean nodeEnter) {
        List<Value> visible = new ArrayList<>();
        visibleHere(nodeEnter, visible);
        return ScopeObject.of(execution, visible);
    }
}
