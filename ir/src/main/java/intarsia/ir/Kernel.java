package intarsia.ir;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A kernel at one of the three levels. The arguments of the body are its parameters, then at the tile level one i64 a
 * grid dimension: the index of the block. At the tensor level its yields are what it writes: one value an OUT parameter,
 * in the order of the parameters, then one an INOUT parameter, in their order (the last version of that state); the
 * argument of an OUT parameter has no value and is used by nobody. At the other levels the body yields nothing.
 *
 * @param symbols sizes that are not written out
 * @param grid    blocks along each dimension, the last fastest; empty at the tensor level
 * @param lanes   lanes of a warp; 0 above the lane level, but where passes have made of a tile kernel what one of its warps does
 * @param warps   warps of a block: at the lane level those it has; at the tile level those it is to have, of which a target gives as many as it has, 0 where
 *                nothing is said; 0 at the tensor level
 * @param tuned   what was chosen of {@link intarsia.ir.tune.CodeTunables}, which change code and no result; empty where compiler and options decide
 */
public record Kernel(String name, Level level, List<Symbol> symbols, List<Param> params, List<Expr> grid, int lanes, int warps, Point tuned, Region body) {
    /** One of which compiler and options decide everything. */
    public Kernel(String name, Level level, List<Symbol> symbols, List<Param> params, List<Expr> grid, int lanes, int warps, Region body) {
        this(name, level, symbols, params, grid, lanes, warps, Point.NONE, body);
    }

    public Kernel {
        symbols = List.copyOf(symbols);
        params = List.copyOf(params);
        grid = List.copyOf(grid);
        if (!name.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
            throw new IllegalArgumentException("kernel name '" + name + "'; wanted a letter, then letters, digits, '_' and '.'");
        }
    }

    /** The same by another name. */
    public Kernel named(String other) {
        return new Kernel(other, level, symbols, params, grid, lanes, warps, tuned, body);
    }

    /** This kernel with other facts about its symbols. */
    public Kernel withSymbols(List<Symbol> known) {
        return new Kernel(name, level, known, params, grid, lanes, warps, tuned, body);
    }

    /** The same kernel with another body. */
    public Kernel withBody(Region other) {
        return other == body ? this : new Kernel(name, level, symbols, params, grid, lanes, warps, tuned, other);
    }

    /** The same kernel with another choice of what its code is tuned by. */
    public Kernel tuned(Point choice) {
        return new Kernel(name, level, symbols, params, grid, lanes, warps, choice, body);
    }

    /** The same kernel with nothing in its body: what a launch has to know of it. */
    public Kernel declaration() {
        return withBody(new Region(body.args(), List.of(), List.of()));
    }

    /** The symbol of that name. */
    public Symbol symbol(String wanted) {
        return symbols.stream().filter(s -> s.name().equals(wanted)).findFirst()
                .orElseThrow(() -> new NoSuchElementException("no symbol '" + wanted + "' in kernel " + name + "; known: " + symbols));
    }

    /** The parameter of that name. */
    public Param param(String wanted) {
        return params.stream().filter(p -> p.name().equals(wanted)).findFirst()
                .orElseThrow(() -> new NoSuchElementException("no parameter '" + wanted + "' of kernel " + name + "; known: "
                        + params.stream().map(Param::name).toList()));
    }

    /** The values of the parameters whose memory nothing writes while the kernel runs. */
    public Set<Value> readOnly() {
        return params.stream().filter(p -> p.access() == Param.Access.IN).map(Param::value).collect(Collectors.toUnmodifiableSet());
    }

    /** The smallest id above those of all its values. */
    public int nextId() {
        int[] max = {-1};
        params.forEach(p -> max[0] = Math.max(max[0], p.value().id()));
        Ops.walk(body, r -> r.args().forEach(v -> max[0] = Math.max(max[0], v.id())),
                s -> s.results().forEach(v -> max[0] = Math.max(max[0], v.id())));
        return max[0] + 1;
    }
}
