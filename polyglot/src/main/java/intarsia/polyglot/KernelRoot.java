package intarsia.polyglot;

import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.source.SourceSection;

/** What is called when a kernel is called, with a {@link Launch}. */
final class KernelRoot extends RootNode {
    private final String name;
    private final SourceSection section;
    @Child private TileNode body;

    KernelRoot(TileLanguage language, KernelBody body) {
        super(language, Execution.descriptor());
        this.name = body.kernel().name();
        this.section = body.getSourceSection();
        this.body = body;
    }

    @Override
    public Object execute(VirtualFrame frame) {
        body.execute(frame);
        return Nothing.INSTANCE;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public SourceSection getSourceSection() {
        return section;
    }
}
