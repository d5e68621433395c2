import org.jspecify.annotations.NullMarked;

/** Tile programs written in Java. */
@NullMarked
module intarsia.dsl {
    requires static transitive org.jspecify;
    requires transitive intarsia.ir;

    exports intarsia.dsl;
    exports intarsia.dsl.library;

    provides intarsia.ir.text.Templates with intarsia.dsl.library.LibraryTemplates;
}
