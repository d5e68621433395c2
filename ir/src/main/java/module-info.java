import org.jspecify.annotations.NullMarked;

@NullMarked
module intarsia.ir {
    requires static transitive org.jspecify;

    exports intarsia.ir.layout;
}
