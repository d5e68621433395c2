package intarsia.ir;

/** An SSA value: a number that is unique in its kernel, and its type. */
public record Value(int id, Type type) {
    /** By the number alone: types of tiles are long, and values of one kernel have numbers of their own. */
    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return "%" + id;
    }
}
