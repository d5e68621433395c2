package intarsia.ir.verify;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.device.Target;
import java.util.List;

/**
 * What must hold of a kernel before any pass or engine sees it. Every problem is reported, not the first.
 *
 * <p>Of every kernel ({@link KernelRules}, {@link ScopeRules}):
 * <ul>
 * <li>names of parameters and symbols stand once; parameters are {@code global} at the tile level, {@code tensor} at the
 *     tensor level, {@code ptr} or {@code i64} at the lane level;
 * <li>the body takes the values of the parameters, at the tile level then one i64 a grid dimension;
 * <li>every symbol that a type, a size or the grid names is declared;
 * <li>a value is defined once, before it is used, in a region around the use, and keeps its type;
 * <li>regions nest at most {@value ScopeRules#MAX_DEPTH} deep; only values of the level stand in them.
 * </ul>
 * Of statements ({@link CommonRules}, {@link TileRules}, {@link TensorRules}, {@link LaneRules}):
 * <ul>
 * <li>an op stands at its level: casts, exp, exp2 and log not at the lane level, control not in the body of a map;
 * <li>operands have arithmetic the op knows: bitwise ops, shifts and ops with {@code .u} integers, roots and logarithms
 *     floats, addresses none;
 * <li>complex elements are moved and their bits taken, nothing else ({@link ComplexRules});
 * <li>shapes, element types and the arguments of regions fit; constants fit their types;
 * <li>what a parameter is used for agrees with how it is declared: OUT is not loaded, IN is not stored;
 * <li>once a tile has a layout all have one, of the tile's shape, and elementwise ops do not change it;
 * <li>{@code blocks} stands once, outermost, at the lane level; {@code alloc} not inside control; no barrier stands under
 *     control that depends on the index of the warp ({@link WarpControl});
 * <li>lane numbers lie inside the warp; ops that lanes compute together stand in a warp of as many.
 * </ul>
 * For a target ({@link TargetRules}): its lanes, its warps, the ops that only some targets have, and the dot atoms.
 *
 * <p>Not checked, since the text does not say it; the evaluator stops where it does not hold: that loop steps are positive,
 * shift counts below the width, divisors not 0, indices inside; that promises hold; that warps do not race; that copies are waited for; that an address
 * belongs to the space an access names; that a tensor's extent is whole blocks of its format.
 */
public final class Verifier {
    private Verifier() {
    }

    /** The problems of a kernel; none where it may be given to passes and engines. */
    public static List<Problem> verify(Kernel k) {
        Report report = new Report();
        new KernelRules(k, report).check();
        new ScopeRules(k, report).check();
        new StatementRules(k, report).check();
        if (k.level() == Level.TILE) {
            new LayoutRules(report).check(k);
        }
        if (k.level() == Level.LANE) {
            new WarpControl(k, report).check();
        }
        return report.problems();
    }

    /** The problems of a kernel of the lane level for a target. */
    public static List<Problem> verify(Kernel k, Target target) {
        Report report = new Report();
        verify(k).forEach(report::add);
        new TargetRules(k, target, report).check();
        return report.problems();
    }

    /** Throws unless a kernel has no problem; the message lists all. */
    public static Kernel expect(Kernel k, String after) {
        List<Problem> problems = verify(k);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("kernel " + k.name() + " after " + after + ": "
                    + String.join("\n", problems.stream().map(Problem::toString).toList()));
        }
        return k;
    }
}
