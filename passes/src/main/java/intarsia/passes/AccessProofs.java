package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.Space;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be proved of the loads and stores of a tile kernel for all values of its symbols, from affine forms and ranges. */
public final class AccessProofs {
    private final Kernel k;
    private final Ranges ranges;
    /** Statements that are reached whatever the data are. */
    private final List<Stmt> certain = new ArrayList<>();

    /** Reads a kernel of the tile level. */
    public AccessProofs(Kernel tile) {
        k = tile;
        ranges = new Ranges(tile);
        certain(tile.body());
    }

    private void certain(Region r) {
        for (Stmt s : r.body()) {
            certain.add(s);
            if (s.op() instanceof CommonOp.For f && ranges.atLeastZero(ranges.of(f.hi()).minus(ranges.of(f.lo())).plus(-1))) {
                certain(f.body());
            }
        }
    }

    /** Whether every element that a load or store touches, or that a copy takes, lies in its buffer, whatever the sizes. */
    public boolean inside(Stmt s) {
        TileAccess a = access(s);
        for (int d = 0; d < a.offsets().size(); d++) {
            Affine at = ranges.of(a.offsets().get(d));
            if (!ranges.atLeastZero(at) || reaches(a, d, at).stream().noneMatch(ranges::atMostZero)) {
                return false;
            }
        }
        return true;
    }

    /** How far an access reaches over the end of a dimension: it does so by the least of these. */
    private List<Affine> reaches(TileAccess a, int d, Affine at) {
        Affine extent = ranges.of(a.extent(d));
        List<Affine> all = new ArrayList<>(List.of(at.plus(a.tileExtent(d)).minus(extent)));
        for (int g = 0; g < a.guard().size(); g++) {
            if (a.dims().get(a.guard().get(g)) == d) {
                all.add(ranges.of(a.limits().get(g)).minus(extent));
            }
        }
        return all;
    }

    /** In words, a dimension along which a load or store leaves its buffer whatever the sizes; empty where none is found. */
    public Optional<String> outside(Stmt s) {
        TileAccess a = access(s);
        for (int d = 0; d < a.offsets().size() && certain.contains(s); d++) {
            Affine at = ranges.of(a.offsets().get(d));
            boolean over = reaches(a, d, at).stream().allMatch(r -> ranges.largestTaken(r).filter(top -> ranges.atLeastZero(top.plus(-1))).isPresent());
            boolean under = ranges.largestTaken(at.times(-1)).filter(top -> ranges.atLeastZero(top.plus(-1))).isPresent();
            if (over || under) {
                return Optional.of("it reaches " + (over ? "beyond the extent " + a.extent(d) : "below 0") + " along dimension " + d + " of " + name(a));
            }
        }
        return Optional.empty();
    }

    /** Whether no two blocks of the grid touch one element in a store: each index of the grid moves it by a tile at least along a dimension of its own. */
    public boolean separate(Stmt s) {
        TileAccess a = access(s);
        if (a.buffer().space() == Space.SHARED) {
            return true; // each block has its own
        }
        Set<Integer> taken = new HashSet<>();
        return blocks().stream().allMatch(b -> {
            for (int d = 0; d < a.offsets().size(); d++) {
                if (!taken.contains(d) && moves(a, d, b)) {
                    return taken.add(d);
                }
            }
            return false;
        });
    }

    private boolean moves(TileAccess a, int d, Value block) {
        Affine at = ranges.of(a.offsets().get(d));
        boolean alone = at.terms().keySet().stream().noneMatch(t -> t instanceof Value && !t.equals(block));
        int unit = d == a.offsets().size() - 1 && BufferType.inBits(a.buffer().format()) ? Byte.SIZE : 1; // blocks share no byte
        return alone && Math.abs(at.coefficient(block)) >= a.tileExtent(d) && at.coefficient(block) % unit == 0 && at.coefficient(block) != 0;
    }

    /** The indices of the grid along which there may be two blocks. */
    private List<Value> blocks() {
        List<Value> all = k.body().args().subList(k.params().size(), k.body().args().size());
        return all.stream().filter(b -> {
            Expr blocks = k.grid().get(all.indexOf(b));
            return !blocks.equals(Expr.Const.ONE);
        }).toList();
    }

    private String name(TileAccess a) {
        return k.params().stream().filter(p -> p.value().equals(a.memory())).findFirst().map(Param::name).orElseGet(() -> "the shared tile " + a.memory());
    }

    private static TileAccess access(Stmt s) {
        TileAccess a = TileAccess.of(s.op());
        if (a == null) {
            throw new IllegalArgumentException(Ops.mnemonic(s.op()) + " is no load or store");
        }
        return a;
    }

    /** Whether a statement is a load, a store or a copy. */
    public static boolean isAccess(Stmt s) {
        return s.op() instanceof TileOp.Load || s.op() instanceof TileOp.Store || s.op() instanceof TileOp.CopyBegin;
    }
}
