package intarsia.cli;

import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: ours, and the JVM's, since the code we generate depends on both. */
final class Version implements IVersionProvider {
    @Override public String[] getVersion() {
        return new String[] {"intarsia " + ours() + " on JDK " + Runtime.version()};
    }

    /** The version in the module's descriptor, which only the packaged module has. */
    private static String ours() {
        var descriptor = Version.class.getModule().getDescriptor();
        return descriptor == null ? "(unpackaged)" : descriptor.version().map(ModuleDescriptor.Version::toString).orElse("(unpackaged)");
    }
}
