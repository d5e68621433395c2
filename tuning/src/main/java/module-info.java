import org.jspecify.annotations.NullMarked;

/** What was measured of kernels: the tuning store, its exchange form, shards of work. */
@NullMarked
module intarsia.tuning {
    requires static transitive org.jspecify;
    requires transitive intarsia.runtime;
    requires transitive intarsia.ir;
    requires transitive intarsia.passes;
    requires com.fasterxml.jackson.core;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    exports intarsia.tuning;
    exports intarsia.tuning.search;
}
