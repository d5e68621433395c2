package intarsia.tests.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The modules, and the compiled classes in them. */
final class Modules {
    /**
     * A module and the modules that it may use.
     *
     * @param name of the module, which is the first package of its classes
     */
    record Module(String name, Set<String> uses) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String IR = "intarsia.ir";
    private static final String DSL = "intarsia.dsl";
    private static final String PASSES = "intarsia.passes";
    private static final String JVM = "intarsia.codegen.jvm";
    private static final String PTX = "intarsia.codegen.ptx";
    private static final String RUNTIME = "intarsia.runtime";
    private static final String POLYGLOT = "intarsia.polyglot";
    private static final String DECODER = "intarsia.decoder";
    private static final String TUNING = "intarsia.tuning";

    /** The graph; {@code ir} knows nobody, and nobody knows {@code cli}. */
    static final List<Module> ALL = List.of(
            new Module(IR, Set.of()),
            new Module(DSL, Set.of(IR)),
            new Module(PASSES, Set.of(IR, DSL)),
            new Module(JVM, Set.of(IR)),
            new Module(PTX, Set.of(IR)),
            new Module(RUNTIME, Set.of(IR, DSL, PASSES)),
            new Module(POLYGLOT, Set.of(IR, PASSES)),
            new Module(DECODER, Set.of(IR, DSL, PASSES, RUNTIME)),
            new Module(TUNING, Set.of(IR, PASSES, RUNTIME)),
            new Module("intarsia.cli", Set.of(IR, DSL, PASSES, JVM, PTX, RUNTIME, POLYGLOT, DECODER, TUNING)));

    /** All classes of the product; tests are left out. */
    static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ALL.stream().map(Module::name).toArray(String[]::new));

    private Modules() {
    }

    /** The module that a class belongs to; none where it is not ours. */
    static Optional<String> of(JavaClass c) {
        return ALL.stream().map(Module::name).filter(m -> within(c, m)).findFirst();
    }

    private static boolean within(JavaClass c, String module) {
        return c.getPackageName().equals(module) || c.getPackageName().startsWith(module + ".");
    }
}
