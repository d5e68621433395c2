package intarsia.codegen.ptx.text;

/**
 * A shared array.
 *
 * @param align in bytes, a power of two
 * @param bytes its size; 0 for {@code .extern .shared name[]}, whose size the launch gives
 */
public record Variable(String name, int align, int bytes, boolean dynamic) {
    public Variable {
        if (align < 1 || Integer.bitCount(align) != 1) throw new IllegalArgumentException(name + ": alignment " + align + ", wanted a power of two");
        if (bytes < 0) throw new IllegalArgumentException(name + ": " + bytes + " bytes");
    }
}
