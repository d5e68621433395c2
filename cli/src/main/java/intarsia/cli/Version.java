package intarsia.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: ours, and the JVM's, since the code we generate depends on both. */
final class Version implements IVersionProvider {
    @Override public String[] getVersion() {
        return new String[] {"intarsia " + ours() + " on JDK " + Runtime.version()};
    }

    /** The version in the module's descriptor, or in the manifest of intarsia.jar. */
    private static String ours() {
        var descriptor = Version.class.getModule().getDescriptor();
        return Optional.ofNullable(descriptor).flatMap(ModuleDescriptor::version).map(ModuleDescriptor.Version::toString)
            .or(() -> Optional.ofNullable(Version.class.getPackage().getImplementationVersion())).orElse("(unpackaged)");
    }
}
