package intarsia.tests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import intarsia.tests.architecture.Modules.Module;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModuleGraphTest {
    static List<Module> modules() {
        return Modules.ALL;
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleUsesOnlyThoseBelowIt(Module m) {
        List<JavaClass> own = classes(m);
        assertFalse(own.isEmpty(), () -> "no compiled class of " + m + " on the class path");
        Set<String> wrong = new TreeSet<>();
        for (JavaClass c : own) {
            for (Dependency d : c.getDirectDependenciesFromSelf()) {
                Optional<String> target = Modules.of(d.getTargetClass().getBaseComponentType());
                if (target.isPresent() && !target.get().equals(m.name()) && !m.uses().contains(target.get())) {
                    wrong.add(d.getDescription());
                }
            }
        }
        assertEquals(Set.of(), wrong, () -> m + " may use " + m.uses());
    }

    /** What javac enforces is what the table says. */
    @ParameterizedTest
    @MethodSource("modules")
    void aModuleRequiresOnlyThoseBelowIt(Module m) throws Exception {
        Set<String> required = new TreeSet<>();
        try (var in = descriptor(m).toURL().openStream()) {
            ModuleDescriptor.read(in).requires().stream().map(ModuleDescriptor.Requires::name)
                    .filter(name -> name.startsWith("intarsia.")).forEach(required::add);
        }
        required.removeAll(m.uses());
        assertEquals(Set.of(), required, () -> "module-info of " + m + " requires more than " + m.uses());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesOfAModuleFormNoCycle(Module m) {
        SlicesRuleDefinition.slices().assignedFrom(new Packages(m)).should().beFreeOfCycles().check(Modules.CLASSES);
    }

    private static List<JavaClass> classes(Module m) {
        return Modules.CLASSES.stream().filter(c -> Modules.of(c).equals(Optional.of(m.name()))).toList();
    }

    /** Beside the root package of the module: a folder of classes or a jar. */
    private static URI descriptor(Module m) {
        JavaClass any = classes(m).getFirst();
        String text = any.getSource().orElseThrow().getUri().toString();
        String path = any.getFullName().replace('.', '/') + ".class";
        return URI.create(text.substring(0, text.length() - path.length()) + "module-info.class");
    }

    /** A slice for each package of one module. */
    private record Packages(Module module) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass c) {
            return Modules.of(c).equals(Optional.of(module.name())) ? SliceIdentifier.of(c.getPackageName()) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the packages of " + module;
        }
    }
}
