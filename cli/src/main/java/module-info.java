import org.jspecify.annotations.NullMarked;

@NullMarked
module intarsia.cli {
    requires static transitive org.jspecify;
    requires intarsia.ir;
    requires intarsia.dsl;
    requires intarsia.passes;
    requires intarsia.codegen.jvm;
    requires intarsia.codegen.ptx;
    requires intarsia.runtime;
    requires intarsia.decoder;
    requires info.picocli;
    requires jdk.management;

    exports intarsia.cli;
    exports intarsia.cli.cases;
    exports intarsia.cli.meter;
    opens intarsia.cli to info.picocli;
}
