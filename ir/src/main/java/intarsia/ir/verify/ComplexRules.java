package intarsia.ir.verify;

import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.type.QuaternaryType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Complex elements may be moved and their bits read as their parts; all other ops ask for real numbers. */
final class ComplexRules {
    private final Report report;

    ComplexRules(Report report) {
        this.report = report;
    }

    void check(Stmt s) {
        if (!moves(s.op())) {
            Stream.concat(Ops.operands(s.op()).stream(), s.results().stream()).map(Value::type).flatMap(t -> complex(t).stream()).findFirst()
                    .ifPresent(t -> report.add(s, Ops.mnemonic(s.op()) + ": " + t.refusal()));
        }
    }

    private static Optional<QuaternaryType> complex(Type t) {
        return switch (t) {
            case TileType tile -> complex(tile.elem());
            case BufferType b -> complex(b.format());
            case TensorType tensor -> complex(tensor.format());
            case ScalarType _, LaneType _ -> Optional.empty();
        };
    }

    private static Optional<QuaternaryType> complex(Format f) {
        List<DType> types = switch (f) {
            case DType d -> List.of(d);
            case BlockFormat b -> b.fields().stream().map(Field::type).toList();
        };
        return types.stream().filter(QuaternaryType.class::isInstance).map(QuaternaryType.class::cast).findFirst();
    }

    private static boolean moves(Op op) {
        return switch (op) {
            case CommonOp c -> switch (c) {
                case CommonOp.Const _, CommonOp.Size _, CommonOp.Bits _, CommonOp.Select _, CommonOp.For _, CommonOp.If _, CommonOp.While _,
                    CommonOp.Assert _ -> true;
                case CommonOp.Unary _, CommonOp.Binary _, CommonOp.Fma _, CommonOp.Compare _, CommonOp.Cast _ -> false;
            };
            case TileOp t -> switch (t) {
                case TileOp.Load _, TileOp.Store _, TileOp.LoadAt _, TileOp.StoreAt _, TileOp.Broadcast _, TileOp.Reshape _, TileOp.Transpose _,
                    TileOp.Convert _, TileOp.Pin _, TileOp.View _, TileOp.Lookup _, TileOp.Assume _ -> true;
                case TileOp.Print _, TileOp.Atomic _, TileOp.Philox _, TileOp.CastStochastic _, TileOp.Iota _, TileOp.Fill _, TileOp.Reduce _, TileOp.Scan _, TileOp.Sort _, TileOp.Dot _, TileOp.Item _ -> false;
            };
            case TensorOp t -> switch (t) {
                case TensorOp.Gather _, TensorOp.Rename _, TensorOp.Split _, TensorOp.Merge _, TensorOp.Flip _, TensorOp.Slice _ -> true;
                case TensorOp.Contract _, TensorOp.Map _, TensorOp.Index _, TensorOp.Fold _, TensorOp.Scan _, TensorOp.Append _, TensorOp.Rope _, TensorOp.Rotate _,
                    TensorOp.Convert _ -> false;
            };
            case LaneOp _ -> true;
        };
    }
}
