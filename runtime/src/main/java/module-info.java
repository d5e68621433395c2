import org.jspecify.annotations.NullMarked;

@NullMarked
module intarsia.runtime {
    requires static transitive org.jspecify;
    requires transitive intarsia.ir;
    requires transitive intarsia.passes;
    requires static jcuda;

    exports intarsia.runtime.cuda;
    exports intarsia.runtime.team;
}
