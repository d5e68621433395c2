package intarsia.cli.fuzz;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.TensorType;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Kernels with something simpler in the place of one statement, and without what is then unused. */
final class Simpler {
    private Simpler() {
    }

    /** What can stand there: nothing, an operand, a branch, a constant, an input; each gives a kernel, without what is then unused and, should that be at fault, with it. */
    static List<Kernel> at(Kernel k, int place) {
        List<Kernel> found = with(k, place);
        return Stream.concat(found.stream().map(x -> x.withBody(unused(x.body()))), found.stream()).filter(x -> !x.equals(k)).distinct().toList();
    }

    private static List<Kernel> with(Kernel k, int place) {
        Stmt s = statement(k.body(), new int[] {place}).orElseThrow();
        List<Kernel> all = new ArrayList<>();
        if (s.results().stream().noneMatch(used(k.body())::contains)) {
            all.add(replaced(k, place, List.of(), Map.of()));
        }
        operand(s).ifPresent(v -> all.add(replaced(k, place, List.of(), Map.of(s.result(), v))));
        if (s.op() instanceof CommonOp.If branch) {
            for (Region side : List.of(branch.then(), branch.otherwise())) {
                all.add(replaced(k, place, side.body(), renamed(s.results(), side.yields())));
            }
        }
        if (s.op() instanceof CommonOp.For loop) {
            all.add(replaced(k, place, List.of(), renamed(s.results(), loop.inits())));
        }
        boolean constant = s.op() instanceof CommonOp.Const;
        if (!constant && !s.results().isEmpty() && s.results().stream().allMatch(v -> v.type() instanceof TileType || v.type() instanceof ScalarType)) {
            List<Stmt> constants = s.results().stream().map(v -> new Stmt(List.of(v), new CommonOp.Const(v.type(), 1), s.source())).toList();
            all.add(replaced(k, place, constants, Map.of()));
        }
        if (k.level() == Level.TENSOR && s.results().size() == 1 && s.result().type() instanceof TensorType t) {
            all.add(input(k, place, s.result(), t));
        }
        return all;
    }

    private static Optional<Stmt> statement(Region r, int[] at) {
        for (Stmt s : r.body()) {
            if (at[0]-- == 0) {
                return Optional.of(s);
            }
            for (Region inner : Ops.regions(s.op())) {
                Optional<Stmt> found = statement(inner, at);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Value> operand(Stmt s) {
        return s.results().size() != 1 ? Optional.empty() : Ops.operands(s.op()).stream().filter(v -> v.type().equals(s.result().type())).findFirst();
    }

    private static Map<Value, Value> renamed(List<Value> from, List<Value> to) {
        Map<Value, Value> all = new HashMap<>();
        for (int i = 0; i < from.size(); i++) {
            all.put(from.get(i), to.get(i));
        }
        return all;
    }

    /** The tensor as a parameter that is read, instead of what computes it. */
    private static Kernel input(Kernel k, int place, Value v, TensorType t) {
        Value arg = new Value(k.nextId(), t);
        List<Param> params = new ArrayList<>(k.params());
        params.add(new Param("cut" + v.id(), Param.Access.IN, arg));
        Region body = replaced(k, place, List.of(), Map.of(v, arg)).body();
        List<Value> args = new ArrayList<>(body.args());
        args.add(arg);
        return new Kernel(k.name(), k.level(), k.symbols(), params, k.grid(), 0, 0, new Region(args, body.body(), body.yields()));
    }

    private static Kernel replaced(Kernel k, int place, List<Stmt> by, Map<Value, Value> names) {
        return k.withBody(renamed(drop(k.body(), new int[] {place}, by), names));
    }

    private static Region drop(Region r, int[] at, List<Stmt> by) {
        List<Stmt> body = new ArrayList<>();
        for (Stmt s : r.body()) {
            if (at[0]-- == 0) {
                body.addAll(by);
            } else {
                body.add(s.with(Ops.map(s.op(), v -> v, inner -> drop(inner, at, by))));
            }
        }
        return new Region(r.args(), body, r.yields());
    }

    private static Region renamed(Region r, Map<Value, Value> names) {
        if (names.isEmpty()) {
            return r;
        }
        List<Stmt> body = new ArrayList<>();
        for (Stmt s : r.body()) {
            Op op = Ops.map(s.op(), v -> names.getOrDefault(v, v), inner -> renamed(inner, names));
            body.add(s.with(op));
        }
        return new Region(r.args(), body, r.yields().stream().map(v -> names.getOrDefault(v, v)).toList());
    }

    private static Set<Value> used(Region r) {
        Set<Value> used = new HashSet<>(r.yields());
        Ops.walk(r, inner -> used.addAll(inner.yields()), s -> used.addAll(Ops.operands(s.op())));
        return used;
    }

    /** Without pure statements that nobody uses. */
    private static Region unused(Region r) {
        Set<Value> used = used(r);
        List<Stmt> kept = new ArrayList<>();
        for (Stmt s : r.body()) {
            if (Ops.hasEffect(s.op()) || s.results().isEmpty() || s.results().stream().anyMatch(used::contains)) {
                kept.add(s);
            }
        }
        Region now = new Region(r.args(), kept, r.yields());
        return kept.size() == r.body().size() ? now : unused(now);
    }
}
