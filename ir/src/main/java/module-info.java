import org.jspecify.annotations.NullMarked;

/** Types, layouts, ops, kernels, plans; their text; the evaluator; the interfaces of back ends and devices. */
@NullMarked
module intarsia.ir {
    requires static transitive org.jspecify;

    exports intarsia.ir;
    exports intarsia.ir.device;
    exports intarsia.ir.eval;
    exports intarsia.ir.layout;
    exports intarsia.ir.layout.cute;
    exports intarsia.ir.layout.linear;
    exports intarsia.ir.layout.memory;
    exports intarsia.ir.plan;
    exports intarsia.ir.text;
    exports intarsia.ir.tune;
    exports intarsia.ir.type;
    exports intarsia.ir.verify;

    uses intarsia.ir.text.Templates;
}
