import com.oracle.truffle.api.provider.TruffleLanguageProvider;
import org.jspecify.annotations.NullMarked;

/** The text form of kernels as a language of Truffle, for hosts, other languages, and debuggers. */
@NullMarked
module intarsia.polyglot {
    requires static transitive org.jspecify;
    requires transitive intarsia.ir;
    requires intarsia.passes;
    requires org.graalvm.polyglot;
    requires transitive org.graalvm.truffle;

    exports intarsia.polyglot;

    provides TruffleLanguageProvider with intarsia.polyglot.TileLanguageProvider;
}
