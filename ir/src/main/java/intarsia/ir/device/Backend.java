package intarsia.ir.device;

import intarsia.ir.Kernel;
import java.util.List;

/** A code generator: found by {@code ServiceLoader}. */
public interface Backend {
    /** What it can compile for on this machine, best first; empty where it cannot at all. */
    List<Target> targets();

    /** A kernel at the lane level as code; an op that the target lacks is an error that names op, type and target. */
    Artefact compile(Kernel lane, Target target);

    /** Changes whenever the same kernel would give other code; part of the key of cached code. */
    String version();
}
