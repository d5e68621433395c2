package intarsia.tests.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class LibrariesTest {
    /** A library and the only packages that may name it. */
    record Library(String packages, List<String> users, String why) {
        @Override
        public String toString() {
            return packages;
        }
    }

    static final List<Library> LIBRARIES = List.of(
            new Library("jdk.incubator.vector..", List.of("intarsia.codegen.jvm.."), "no other module sees vectors"),
            new Library("jcuda..", List.of("intarsia.runtime.cuda.."), "a machine without a GPU loads nothing of it"),
            new Library("org.objectweb.asm..", List.of("intarsia.codegen.jvm.."), "it writes class files for the JVM"),
            new Library("com.oracle.truffle..", List.of("intarsia.polyglot.."), "its classes are loaded when its language is asked for"),
            new Library("org.graalvm.polyglot..", List.of("intarsia.polyglot.."), "the same"),
            new Library("org.sqlite..", List.of("intarsia.tuning.."), "only what tunes loads it"),
            new Library("com.fasterxml.jackson..", List.of("intarsia.tuning.."), "it reads files of measurements"),
            new Library("picocli..", List.of("intarsia.cli.."), "it reads the command line"));

    @ParameterizedTest
    @FieldSource("LIBRARIES")
    void aLibraryIsNamedOnlyWhereItIsNeeded(Library l) {
        noClasses().that(resideOutsideOfPackages(l.users().toArray(String[]::new)))
                .should().dependOnClassesThat(resideInAnyPackage(l.packages())).because(l.why()).check(Modules.CLASSES);
    }

    /** A rule about a library that nobody names would hold whatever happens. */
    @ParameterizedTest
    @FieldSource("LIBRARIES")
    void theLibraryIsNamedSomewhere(Library l) {
        assertTrue(Modules.CLASSES.stream().flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .anyMatch(d -> resideInAnyPackage(l.packages()).test(d.getTargetClass())), () -> "no class uses " + l.packages());
    }

    @Test
    void theIrUsesNothingButTheJdk() {
        classes().that().resideInAPackage("intarsia.ir..").should().onlyDependOnClassesThat().resideInAnyPackage("intarsia.ir..", "java..", "org.jspecify..")
                .check(Modules.CLASSES);
    }
}
