package intarsia.passes.layout;

import intarsia.ir.Op;
import intarsia.ir.layout.Layout;

/** What a load or store costs whose tile lies in a layout, in the unit of {@link intarsia.ir.device.MoveCosts}. */
@FunctionalInterface
public interface AccessRating {
    double of(Op access, Layout tile);
}
