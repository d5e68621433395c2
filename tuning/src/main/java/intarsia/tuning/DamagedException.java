package intarsia.tuning;

/** A store that is no store, or one no more: it is set aside. */
final class DamagedException extends Exception {
    DamagedException(String message) {
        super(message);
    }
}
