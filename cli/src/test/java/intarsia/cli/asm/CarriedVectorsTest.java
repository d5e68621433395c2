package intarsia.cli.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import intarsia.cli.child.Child;
import intarsia.cli.child.JavaCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** C2 boxed what such loops carry, an array a trip, and the kernels read memory at half the rate. */
final class CarriedVectorsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Bytes that one launch may allocate outside of its loops; with boxes it is a megabyte. */
    private static final long MOST = 20_000;

    @Test void noLoopAllocates() throws Exception {
        assumeTrue(Set.of("amd64", "x86_64").contains(System.getProperty("os.arch")), "measured with vectors of x86-64");
        List<String> flags = new ArrayList<>(JavaCommand.flagsOfLauncher());
        flags.add("-Dintarsia.cache=off");
        Child.Said said = Child.start(JavaCommand.of(flags, CarriedVectors.class.getName(), List.of()), 1 << 20).await(PATIENCE);
        assertEquals(0, said.exit(), said::err);
        assertEquals(2, said.out().lines().count(), said.out() + said.err());
        said.out().lines().forEach(l -> assertTrue(Long.parseLong(l.split(" ", -1)[1]) < MOST, l + " bytes a launch"));
    }
}
