package intarsia.ir;

/** An SSA value: a number that is unique in its kernel, and its type. */
public record Value(int id, Type type) {
    @Override
    public String toString() {
        return "%" + id;
    }
}
