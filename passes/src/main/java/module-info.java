import org.jspecify.annotations.NullMarked;

@NullMarked
module intarsia.passes {
    requires static transitive org.jspecify;
    requires transitive intarsia.ir;
    requires transitive intarsia.dsl;

}
