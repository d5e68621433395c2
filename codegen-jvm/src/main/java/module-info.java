import org.jspecify.annotations.NullMarked;

@NullMarked
module intarsia.codegen.jvm {
    requires static transitive org.jspecify;
    requires transitive intarsia.ir;
    requires org.objectweb.asm;
    requires jdk.incubator.vector;

}
