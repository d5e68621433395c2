package intarsia.ir.device;

import intarsia.ir.Kernel;
import java.util.List;

/** A code generator: found by {@code ServiceLoader}. */
public interface Backend {
    /** What it can compile for on this machine, best first; empty where it cannot at all. */
    List<Target> targets();

    /** A kernel at the lane level as code; an op that the target lacks is an error that names op, type and target. */
    Artefact compile(Kernel lane, Target target);

    /** What it made, as bytes from which {@link #restore} makes it again. */
    byte[] save(Artefact code);

    /**
     * Code that {@link #save} of a back end with this one's {@link #version} made for the same target: the class, text,
     * parameters and listing are those of the code that was saved.
     *
     * @throws IllegalArgumentException where the bytes are no such thing
     */
    Artefact restore(byte[] saved, Target target);

    /** Changes whenever the same kernel would give other code; part of the key of cached code. */
    String version();
}
