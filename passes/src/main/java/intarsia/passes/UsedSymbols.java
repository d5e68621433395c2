package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Value;
import intarsia.passes.layout.Uses;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The symbols that a tile kernel names. */
final class UsedSymbols {
    private UsedSymbols() {
    }

    /** The kernel with only the symbols that it names declared. */
    static Kernel only(Kernel k) {
        Set<String> names = of(k);
        return new Kernel(k.name(), k.level(), k.symbols().stream().filter(s -> names.contains(s.name())).toList(), k.params(), k.grid(),
                k.lanes(), k.warps(), k.tuned(), k.body());
    }

    /** Those that lane code asks for: of sizes, strides, all but the first extent of the grid, and the extents of tensors that tiles index. */
    static Set<String> atLaunch(Kernel k) {
        Set<String> names = new TreeSet<>();
        Set<Value> indexed = new HashSet<>();
        Ops.walk(k.body(), _ -> { }, s -> {
            if (s.op() instanceof CommonOp.Size(Expr e)) {
                names.addAll(e.symbols());
            }
            if (Uses.indexed(s.op())) {
                indexed.addAll(Ops.operands(s.op()));
            }
        });
        for (Param p : k.params()) {
            BufferType b = (BufferType) p.type();
            b.strides().forEach(e -> names.addAll(e.symbols()));
            names.addAll(b.offset().symbols());
            if (indexed.contains(p.value())) {
                b.shape().forEach(e -> names.addAll(e.symbols()));
            }
        }
        k.grid().stream().skip(1).forEach(e -> names.addAll(e.symbols()));
        return names;
    }

    private static Set<String> of(Kernel k) {
        Set<String> names = new TreeSet<>();
        k.grid().forEach(e -> names.addAll(e.symbols()));
        k.params().forEach(p -> {
            BufferType b = (BufferType) p.type();
            b.shape().forEach(e -> names.addAll(e.symbols()));
            b.strides().forEach(e -> names.addAll(e.symbols()));
            names.addAll(b.offset().symbols());
        });
        Ops.walk(k.body(), r -> { }, s -> {
            if (s.op() instanceof CommonOp.Size(Expr e)) {
                names.addAll(e.symbols());
            }
        });
        return names;
    }
}
