package intarsia.passes;

import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.ir.Param;
import intarsia.ir.TensorType.Dim;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last two dimensions of a view at indices of all others.
 *
 * @param at the index of each other dimension
 */
record Matrix(Expressions e, TensorView view, Map<String, Coords.Coord> at) {
    /** Whether its dimensions are rows, one where there is no name for them, along {@code sum}, and nothing else that has no index. */
    boolean rows(Optional<Dim> across, Dim sum) {
        List<Dim> dims = view.type().dims();
        int last = across.isPresent() ? 2 : 1;
        return dims.size() >= last && dims.getLast().equals(sum) && across.stream().allMatch(d -> dims.get(dims.size() - 2).equals(d))
            && dims.subList(0, dims.size() - last).stream().allMatch(d -> at.containsKey(d.name()));
    }

    /** A place of a field: of a value of each other dimension and, where rows have a name, a row and a column, in what the field counts. */
    Global.Place at(String field, Scalar row, Scalar column) {
        int rank = view.type().dims().size();
        Scalar[] offsets = new Scalar[rank];
        for (int d = 0; d < rank; d++) {
            Coords.Coord outer = at.get(view.type().dims().get(d).name());
            offsets[d] = d == rank - 1 ? column : outer != null ? outer.offset() : row;
        }
        return e.param(view, Param.Access.IN).at(field, offsets);
    }
}
