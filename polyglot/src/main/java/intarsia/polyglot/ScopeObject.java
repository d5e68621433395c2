package intarsia.polyglot;

import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Symbol;
import intarsia.ir.Value;
import intarsia.ir.eval.Bindings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be seen at a statement: symbols, the warp where a block has several, values by their names in the text. */
@ExportLibrary(InteropLibrary.class)
final class ScopeObject extends MembersObject {
    private final String name;

    private ScopeObject(String name, Map<String, Object> members) {
        super(members);
        this.name = name;
    }

    static ScopeObject of(Execution e, List<Value> visible) {
        Kernel k = e.kernel();
        Map<String, Object> members = new LinkedHashMap<>();
        for (Symbol s : k.symbols()) {
            members.put(s.name(), e.launch().number(s.name()));
        }
        Bindings at = e.bindings();
        if (at != null) {
            if (k.level() == Level.LANE && k.warps() > 1) {
                members.put("warp", at.warp());
            }
            visible.forEach(v -> members.put(v.toString(), shown(v, at)));
        }
        return new ScopeObject("kernel " + k.name(), members);
    }

    private static Object shown(Value v, Bindings at) {
        return at.contents(v).map(c -> c.shape().isEmpty() ? Numbers.of(c, 0) : ValueObject.of(v.type(), c)).orElse(Nothing.INSTANCE);
    }

    @ExportMessage
    boolean isScope() {
        return true;
    }

    @ExportMessage
    boolean hasLanguage() {
        return true;
    }

    @ExportMessage
    Class<? extends TruffleLanguage<?>> getLanguage() {
        return TileLanguage.class;
    }

    @ExportMessage
    Object toDisplayString(boolean allowSideEffects) {
        return name;
    }
}
