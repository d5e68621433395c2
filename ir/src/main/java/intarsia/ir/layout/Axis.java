package intarsia.ir.layout;

/**
 * A hardware coordinate, known by its name alone, so that a target may add its own ({@code new Axis("core")}).
 *
 * @param name a lower-case letter, then lower-case letters, decimal digits or {@code _}; 32 characters at most
 */
public record Axis(String name) implements Comparable<Axis> {
    /** The word of a vector, or the thread of a warp. */
    public static final Axis LANE = new Axis("lane");
    /** The warp of a block. */
    public static final Axis WARP = new Axis("warp");
    /** The value slot of a lane: register number and order of the elements in it. */
    public static final Axis V = new Axis("v");
    /** Linear memory. */
    public static final Axis M = new Axis("m");
    /** The bit of a code. */
    public static final Axis BIT = new Axis("bit");

    private static final int MAX_LENGTH = 32;

    public Axis {
        if (!isName(name)) {
            throw new IllegalArgumentException("axis name '" + name
                    + "': wanted a lower-case letter, then at most " + (MAX_LENGTH - 1) + " of a-z 0-9 _");
        }
    }

    private static boolean isName(String s) {
        if (s.isEmpty() || s.length() > MAX_LENGTH || !isLetter(s.charAt(0))) return false;
        return s.chars().allMatch(c -> isLetter((char) c) || (c >= '0' && c <= '9') || c == '_');
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    @Override
    public int compareTo(Axis that) {
        return name.compareTo(that.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
