package intarsia.ir.text;

import intarsia.ir.Op;
import intarsia.ir.Ops;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/** Which components of an op stand in its text, and in which order. */
final class OpText {
    private OpText() {
    }

    /** Whether a component is said elsewhere: as the mnemonic, or as the type of the result. */
    static boolean implied(RecordComponent c, int position) {
        return position == 0 && Op.Mnemonic.class.isAssignableFrom(c.getType()) || c.getName().equals("type");
    }

    /** The components that are written. */
    static List<Object> components(Op op) {
        List<Object> list = new ArrayList<>();
        Ops.Shape shape = Ops.Shape.of(op.getClass());
        Object[] values = shape.read(op);
        for (int i = 0; i < values.length; i++) {
            if (!implied(shape.components().get(i), i)) {
                list.add(values[i]);
            }
        }
        return list;
    }
}
