import org.jspecify.annotations.NullMarked;

@NullMarked
module intarsia.cli {
    requires static transitive org.jspecify;
    requires transitive intarsia.ir;
    requires intarsia.dsl;
    requires transitive intarsia.passes;
    requires intarsia.codegen.jvm;
    requires intarsia.codegen.ptx;
    requires transitive intarsia.runtime;
    requires intarsia.polyglot;
    requires transitive intarsia.decoder;
    requires transitive intarsia.tuning;
    requires info.picocli;
    requires jdk.management;

    exports intarsia.cli;
    exports intarsia.cli.asm;
    exports intarsia.cli.bench;
    exports intarsia.cli.cases;
    exports intarsia.cli.check;
    exports intarsia.cli.child;
    exports intarsia.cli.figure;
    exports intarsia.cli.fuzz;
    exports intarsia.cli.layout;
    exports intarsia.cli.meter;
    exports intarsia.cli.quality;
    exports intarsia.cli.tune;
    opens intarsia.cli to info.picocli;

    uses intarsia.ir.device.Backend;
}
