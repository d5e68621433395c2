import org.jspecify.annotations.NullMarked;

@NullMarked
module intarsia.ir {
    requires static transitive org.jspecify;

    exports intarsia.ir;
    exports intarsia.ir.device;
    exports intarsia.ir.plan;
    exports intarsia.ir.text;
    exports intarsia.ir.type;
}
