package intarsia.polyglot;

import com.oracle.truffle.api.nodes.Node;
import intarsia.ir.Stmt;
import java.util.IdentityHashMap;
import java.util.List;

/** The nodes of statements that stand directly in a kernel or in another statement. A probe may stand before each. */
final class Statements extends Node {
    @Children private final TileNode[] nodes;
    /** Equal statements may stand in several places. */
    private final IdentityHashMap<Stmt, Integer> index = new IdentityHashMap<>();

    Statements(List<StatementNode> nodes) {
        this.nodes = nodes.toArray(TileNode[]::new);
        nodes.forEach(n -> index.put(n.statement(), index.size()));
    }

    TileNode of(Stmt s) {
        Integer at = index.get(s);
        if (at == null) {
            throw new IllegalStateException(s + " does not stand in " + getParent());
        }
        return nodes[at];
    }
}
