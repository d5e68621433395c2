package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.Lanewise.Lane;

/** {@code prmt}: four bytes picked out of the eight of b:a. */
final class Permute {
    private Permute() { }

    static Lane lane(Form f) {
        String mode = f.oneOf("f4e", "b4e", "rc8", "ecl", "ecr", "rc16");
        return (a, b, c) -> {
            long bytes = b << 32 | a, r = 0;
            for (int i = 0; i < 4; i++) r |= (mode.isEmpty() ? picked(bytes, (int) (c >>> (4 * i))) : bytes >>> (8 * index(mode, i, (int) c & 3)) & 0xFF) << (8 * i);
            return r;
        };
    }

    /** A selector of four bits: three for the byte, the highest says to repeat the byte's sign instead. */
    private static long picked(long bytes, int selector) {
        long b = bytes >>> (8 * (selector & 7)) & 0xFF;
        return (selector & 8) == 0 ? b : (b & 0x80) != 0 ? 0xFF : 0;
    }

    private static int index(String mode, int i, int c) {
        return switch (mode) {
            case "f4e" -> c + i;
            case "b4e" -> (c - i) & 7;
            case "rc8" -> c;
            case "ecl" -> Math.max(c, i);
            case "ecr" -> Math.min(c, i);
            default -> ((c & 1) << 1) + (i & 1);
        };
    }
}
