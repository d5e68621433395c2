package intarsia.polyglot;

import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.TruffleLanguage.ContextPolicy;
import com.oracle.truffle.api.TruffleLanguage.Env;
import com.oracle.truffle.api.instrumentation.ProvidedTags;
import com.oracle.truffle.api.instrumentation.StandardTags;
import com.oracle.truffle.api.nodes.ExecutableNode;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.nodes.RootNode;
import org.jspecify.annotations.Nullable;

/**
 * The text form of kernels. A text gives its kernel, or an object with its kernels as members where it has several; a kernel is called with
 * the memory of its parameters, then the values of its symbols. Nothing is ever compiled: a call means what the evaluator of the IR says.
 */
@TruffleLanguage.Registration(id = TileLanguage.ID, name = "Intarsia tile programs", implementationName = "intarsia",
    defaultMimeType = TileLanguage.MIME, characterMimeTypes = TileLanguage.MIME, contextPolicy = ContextPolicy.SHARED)
@ProvidedTags({StandardTags.RootTag.class, StandardTags.RootBodyTag.class, StandardTags.StatementTag.class})
public final class TileLanguage extends TruffleLanguage<Env> {
    /** The language in {@code Context.eval(ID, text)}. */
    public static final String ID = "tile";
    /** The MIME type of a text. */
    public static final String MIME = "application/x-intarsia-tile";

    private static final ContextReference<Env> ENV = ContextReference.create(TileLanguage.class);

    /** What the host gave the context that runs this thread. */
    static Env env(@Nullable Node node) {
        return ENV.get(node);
    }

    @Override
    protected Env createContext(Env env) {
        return env;
    }

    @Override
    protected boolean isThreadAccessAllowed(Thread thread, boolean singleThreaded) {
        return true;
    }

    @Override
    protected CallTarget parse(ParsingRequest request) {
        Object result = new Reader(this, request.getSource()).read();
        return RootNode.createConstantNode(result).getCallTarget();
    }

    /** What a debugger asks for where it stands: the name of a value. */
    @Override
    protected ExecutableNode parse(InlineParsingRequest request) {
        return new NameNode(this, request.getSource().getCharacters().toString().strip(), request.getLocation());
    }
}
