package intarsia.ir.verify;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Param;
import intarsia.ir.ScalarType;
import intarsia.ir.Space;
import intarsia.ir.Symbol;
import intarsia.ir.TensorType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.tune.CodeTunables;
import intarsia.ir.type.IntType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold of a kernel besides its statements. */
final class KernelRules {
    private static final int MAX_WARPS = 32;
    private final Kernel k;
    private final Report report;
    private final Set<String> symbols;

    KernelRules(Kernel k, Report report) {
        this.k = k;
        this.report = report;
        this.symbols = k.symbols().stream().map(Symbol::name).collect(Collectors.toSet());
    }

    void check() {
        once("symbol", k.symbols().stream().map(Symbol::name).toList());
        once("parameter", k.params().stream().map(Param::name).toList());
        k.params().stream().filter(p -> k.level() == Level.TILE && symbols.contains(p.name()))
                .forEach(p -> report.add(p.name(), "parameter " + p.name() + " and a symbol have one name; symbols become parameters of lane code"));
        k.params().forEach(this::param);
        k.grid().forEach(e -> declared(e, "the grid"));
        arguments();
        yields();
        shape();
        CodeTunables.problems(k.tuned()).forEach(p -> report.add(k.name(), p));
        report.check(k.level() != Level.TENSOR || k.tuned().isEmpty(), k.name(), () -> "a tensor graph is tuned " + k.tuned() + "; wanted that of the kernels it becomes");
    }

    private void once(String what, List<String> names) {
        names.stream().filter(n -> Collections.frequency(names, n) > 1).distinct()
                .forEach(n -> report.add(k.name(), what + " " + n + " is declared " + Collections.frequency(names, n) + " times"));
    }

    private void param(Param p) {
        Type t = p.type();
        boolean fits = switch (k.level()) {
            case TILE -> t instanceof BufferType b && b.space() == Space.GLOBAL;
            case TENSOR -> t instanceof TensorType;
            case LANE -> t == ScalarType.PTR || t == ScalarType.I64;
        };
        String wanted = switch (k.level()) {
            case TILE -> "global …";
            case TENSOR -> "tensor …";
            case LANE -> "ptr or i64";
        };
        report.check(fits, p.name(), () -> "parameter " + p.name() + " is a " + t + "; wanted " + wanted + " at the " + k.level().text() + " level");
        report.check(p.name().matches("[A-Za-z_][A-Za-z0-9_.]*"), p.name(), () -> "parameter name '" + p.name() + "'; wanted a letter, then letters, digits, '_' and '.'");
        types(t, p.name());
    }

    private void types(Type t, String where) {
        if (t instanceof BufferType b) {
            Stream.of(b.shape(), b.strides(), List.of(b.offset())).flatMap(List::stream).forEach(e -> declared(e, where));
            ranged(b.range(), b.format() instanceof IntType, where);
        } else if (t instanceof TensorType tensor) {
            tensor.shape().forEach(e -> declared(e, where));
            ranged(tensor.range(), tensor.format() instanceof IntType, where);
        }
    }

    private void ranged(Optional<BufferType.Range> range, boolean integers, String where) {
        range.ifPresent(r -> {
            report.check(integers, where, () -> "range " + r + " of elements that are no integers");
            report.check(r.min() <= r.max(), where, () -> "range " + r + " holds nothing");
        });
    }

    private void declared(Expr e, String where) {
        e.symbols().stream().filter(s -> !symbols.contains(s))
                .forEach(s -> report.add(where, "symbol " + s + " in " + e + " is not declared; known: " + symbols.stream().sorted().toList()));
    }

    private void arguments() {
        List<Value> want = k.params().stream().map(Param::value).toList();
        List<Value> args = k.body().args();
        int blocks = k.level() == Level.TILE ? k.grid().size() : 0;
        boolean fits = args.size() == want.size() + blocks && args.subList(0, want.size()).equals(want)
                && args.subList(want.size(), args.size()).stream().allMatch(v -> v.type() == ScalarType.I64);
        report.check(fits, k.name(), () -> "the body takes " + described(args) + "; wanted the values of the parameters " + described(want)
                + (k.level() == Level.TILE ? ", then an i64 for each of " + blocks + " grid dimensions" : ""));
    }

    private void yields() {
        List<Param> written = new ArrayList<>();
        if (k.level() == Level.TENSOR) {
            k.params().stream().filter(p -> p.access() == Param.Access.OUT).forEach(written::add);
            k.params().stream().filter(p -> p.access() == Param.Access.INOUT).forEach(written::add);
        }
        List<Type> want = written.stream().map(Param::type).toList();
        boolean fits = want.size() == k.body().yields().size();
        for (int i = 0; fits && i < want.size(); i++) {
            fits = want.get(i) instanceof TensorType w && k.body().yieldTypes().get(i) instanceof TensorType y
                    && w.format().equals(y.format()) && w.dims().equals(y.dims());
        }
        report.check(fits, k.name(), () -> "the kernel yields " + described(k.body().yields()) + "; wanted "
                + (want.isEmpty() ? "nothing" : written.stream().map(p -> p.name() + ": " + p.type()).toList() + ", what it writes: out, then inout"));
    }

    private void shape() {
        boolean lane = k.level() == Level.LANE;
        boolean tile = k.level() == Level.TILE;
        boolean lanes = lane || tile && k.lanes() > 0 ? Integer.bitCount(k.lanes()) == 1 && k.warps() > 0 : k.lanes() == 0;
        boolean warps = k.warps() >= (lane ? 1 : 0) && k.warps() <= (lane || tile ? MAX_WARPS : 0);
        report.check(lanes && warps, k.name(), () -> k.lanes() + " lanes, " + k.warps() + " warps; wanted "
                + (lane ? "a power of two, and 1 to " : tile ? "no lanes, or a power of two, and at most " : "none at the tensor level, nor warps above ") + (lane || tile ? MAX_WARPS : 0));
        report.check(k.level() != Level.TENSOR || k.grid().isEmpty(), k.name(), () -> "a tensor graph has no grid; found " + k.grid());
    }

    private static List<String> described(List<Value> values) {
        return values.stream().map(v -> v + ": " + v.type()).toList();
    }
}
