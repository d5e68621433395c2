package intarsia.ir.eval;

import intarsia.ir.Value;
import java.util.Optional;

/** What the values of a kernel stand for at one moment of a run, in one warp. */
public interface Bindings {
    /**
     * What a value stands for; nothing where none was given to it yet. Where a region runs again, as in a loop or the next block,
     * its values keep what they stood for until then.
     */
    Optional<Contents> contents(Value v);

    /** The warp of the block; 0 above the lane level. */
    int warp();
}
