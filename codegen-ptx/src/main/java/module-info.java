import org.jspecify.annotations.NullMarked;

@NullMarked
module intarsia.codegen.ptx {
    requires static transitive org.jspecify;
    requires transitive intarsia.ir;

}
