import org.jspecify.annotations.NullMarked;

/** From tensor graphs to plans, from tile kernels to lane code. */
@NullMarked
module intarsia.passes {
    requires static transitive org.jspecify;
    requires transitive intarsia.ir;
    requires transitive intarsia.dsl;

    exports intarsia.passes;
    exports intarsia.passes.check;
    exports intarsia.passes.cost;
    exports intarsia.passes.cost.trees;
    exports intarsia.passes.findings;
    exports intarsia.passes.layout;
    exports intarsia.passes.search;
}
