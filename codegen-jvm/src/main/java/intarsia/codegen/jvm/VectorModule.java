package intarsia.codegen.jvm;

import java.lang.reflect.InvocationTargetException;

/**
 * The module of the Vector API in this JVM. Where {@code --add-modules} or a module that requires it brings it in, the
 * JVM prints "WARNING: Using incubator modules" on standard error before any code of ours runs, and no flag stops that;
 * nor does it use its archive of the module graph. So the launchers leave it out, and give us the method by which the
 * JDK itself adds its modules to a JVM that runs (for agents and management).
 */
final class VectorModule {
    static final String NAME = "jdk.incubator.vector";
    private static final boolean PRESENT = ModuleLayer.boot().findModule(NAME).isPresent() || load();

    private VectorModule() {
    }

    /** Whether classes of the Vector API can be used; loads the module where it may. */
    static boolean present() {
        return PRESENT;
    }

    private static boolean load() {
        try {
            Class.forName("jdk.internal.module.Modules").getMethod("loadModule", String.class).invoke(null, NAME);
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false; // the package is not exported to us, or this JDK lacks the module
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no way to load modules into " + System.getProperty("java.home") + ": wanted a JDK 25", e);
        }
    }
}
