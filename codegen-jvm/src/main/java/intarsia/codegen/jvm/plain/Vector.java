package intarsia.codegen.jvm.plain;

/** Lanes of any type. */
public abstract sealed class Vector permits ByteVector, DoubleVector, FloatVector, IntVector, LongVector, ShortVector {
    Vector() {
    }
}
