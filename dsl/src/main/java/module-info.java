import org.jspecify.annotations.NullMarked;

@NullMarked
module intarsia.dsl {
    requires static transitive org.jspecify;
    requires transitive intarsia.ir;

}
