package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.ReduceOp;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.passes.layout.DotPlan;
import intarsia.passes.layout.LayoutConflictException;
import java.util.List;
import java.util.Optional;

/** A dot that no atom of the target fits as products, broadcast over both outer dimensions, and a sum: the atom that every target has. */
final class ExpandDot implements Pass {
    private final Target target;

    ExpandDot(Target target) {
        this.target = target;
    }

    @Override
    public String name() {
        return "expand-dot";
    }

    @Override
    public Kernel run(Kernel k) {
        return new Copier(k) {
            @Override
            void stmt(Stmt s) {
                if (s.op() instanceof TileOp.Dot d && plan(s, d).isEmpty()) {
                    code.at(s.source());
                    bind(s.result(), expand(code, now(d.a()), now(d.b()), now(d.acc())));
                } else {
                    super.stmt(s);
                }
            }
        }.copy(k);
    }

    private Optional<DotPlan> plan(Stmt s, TileOp.Dot d) {
        try {
            return DotPlan.of(d, target);
        } catch (LayoutConflictException e) {
            throw e.at(s);
        }
    }

    private static Value expand(Code code, Value a, Value b, Value acc) {
        TileType t = (TileType) acc.type();
        int m = t.shape().get(0);
        int n = t.shape().get(1);
        int k = ((TileType) a.type()).shape().get(1);
        Value x = spread(code, a, t.elem(), List.of(m, 1, k), List.of(m, n, k));
        Value y = spread(code, b, t.elem(), List.of(1, n, k), List.of(m, n, k));
        Value products = code.emit(new CommonOp.Binary(BinaryOp.MUL, x, y));
        Value sums = code.emit(new TileOp.Reduce(ReduceOp.SUM, products, 2, t.withShape(List.of(m, n, 1))));
        return code.emit(new CommonOp.Binary(BinaryOp.ADD, acc, code.emit(new TileOp.Reshape(sums, t.withShape(List.of(m, n))))));
    }

    private static Value spread(Code code, Value v, DType elem, List<Integer> column, List<Integer> full) {
        TileType t = (TileType) v.type();
        Value cast = code.emit(new CommonOp.Cast(v, t.withElem(elem)));
        TileType as = t.withElem(elem).withShape(column);
        Value reshaped = code.emit(new TileOp.Reshape(cast, as));
        return code.emit(new TileOp.Broadcast(reshaped, as.withShape(full)));
    }
}
