package intarsia.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.MaterializedFrame;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.NodeLibrary;
import com.oracle.truffle.api.nodes.ExecutableNode;
import com.oracle.truffle.api.nodes.Node;
import org.jspecify.annotations.Nullable;

/** What a name stands for at a statement. */
final class NameNode extends ExecutableNode {
    private final String name;
    private final @Nullable Node at;

    NameNode(TileLanguage language, String name, @Nullable Node at) {
        super(language);
        this.name = name;
        this.at = at;
    }

    @Override
    public Object execute(VirtualFrame frame) {
        return read(frame.materialize());
    }

    @TruffleBoundary
    private Object read(MaterializedFrame frame) {
        if (at == null) {
            throw new IllegalStateException("'" + name + "' is asked for without a place in a kernel");
        }
        try {
            Object scope = NodeLibrary.getUncached().getScope(at, frame, true);
            return InteropLibrary.getUncached().readMember(scope, name);
        } catch (InteropException e) {
            throw TileException.illegal("nothing is called '" + name + "' here; wanted a value such as %3 or a symbol", at.getEncapsulatingSourceSection());
        }
    }
}
