package intarsia.runtime.cuda;

import intarsia.runtime.cuda.NativeFile.Absent;
import java.nio.file.Path;
import java.util.Objects;
import jcuda.LibUtils;
import jcuda.driver.JCudaDriver;

/** Loads JCuda's JNI library from our private folder. */
final class JCudaLibrary {
    private static final String TEMP = "java.io.tmpdir";

    private JCudaLibrary() {}

    /**
     * Initialises {@link JCudaDriver}. Its loader looks on {@code java.library.path}, which is fixed at JVM start, and
     * then loads the file of its name in the temporary folder, or unpacks one if there is none. So the file is put into
     * a checked folder first and the property names that folder while the class initialises, the only moment it is read.
     *
     * @throws LinkageError if JCuda is not on the class path or its library does not load
     */
    static void load(Path file) throws Absent {
        String expected = System.mapLibraryName(LibUtils.createPlatformLibraryName("JCudaDriver-" + jcuda.JCudaVersion.get()));
        if (!expected.equals(file.getFileName().toString())) throw new Absent("this JCuda wants " + expected + ", known is " + file.getFileName());
        String before = System.setProperty(TEMP, Objects.requireNonNull(file.getParent()).toString());
        try {
            JCudaDriver.setExceptionsEnabled(false); // result codes: our messages name the call and what would work
        } finally {
            System.setProperty(TEMP, Objects.requireNonNull(before));
        }
    }
}
