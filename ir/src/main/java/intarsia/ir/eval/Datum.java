package intarsia.ir.eval;

/** What an SSA value stands for while a kernel is evaluated. */
sealed interface Datum permits Elements, GlobalView, TensorData {
}
