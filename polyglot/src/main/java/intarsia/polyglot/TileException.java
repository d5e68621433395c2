package intarsia.polyglot;

import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.interop.ExceptionType;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.source.SourceSection;
import intarsia.ir.text.TextException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A text that is no kernel, a kernel that may not be, or one that did what it may not; with the place in the text. */
@ExportLibrary(InteropLibrary.class)
final class TileException extends AbstractTruffleException {
    private static final long serialVersionUID = 1;

    private final transient SourceSection section;
    private final ExceptionType type;

    private TileException(String message, @Nullable Throwable cause, @Nullable Node node, SourceSection section, ExceptionType type) {
        super(message, cause, UNLIMITED_STACK_TRACE, node);
        this.section = section;
        this.type = type;
    }

    /** A text that does not parse. */
    static TileException syntax(TextException e, Source source) {
        String text = source.getCharacters().toString();
        int from = 0;
        for (int line = 1; line < e.line(); line++) {
            from = text.indexOf('\n', from) + 1;
        }
        int at = Math.min(from + e.column() - 1, text.length());
        return syntax(String.valueOf(e.getMessage()), source.createSection(at, Math.min(1, text.length() - at)));
    }

    static TileException syntax(String message, SourceSection at) {
        return new TileException(message, null, null, at, ExceptionType.PARSE_ERROR);
    }

    /** A text that parses to what the verifier refuses. */
    static TileException illegal(String message, SourceSection at) {
        return new TileException(message, null, null, at, ExceptionType.RUNTIME_ERROR);
    }

    /** What the evaluator stopped at. */
    static TileException of(RuntimeException e, TileNode at) {
        return new TileException(String.valueOf(e.getMessage()), e, at, at.getSourceSection(), ExceptionType.RUNTIME_ERROR);
    }

    @ExportMessage
    ExceptionType getExceptionType() {
        return type;
    }

    @ExportMessage
    boolean hasSourceLocation() {
        return true;
    }

    @ExportMessage
    SourceSection getSourceLocation() {
        return Objects.requireNonNull(section);
    }
}
