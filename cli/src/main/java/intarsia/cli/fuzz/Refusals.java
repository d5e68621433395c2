package intarsia.cli.fuzz;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The cells that are undefined: what tile kernels mean and no engine runs yet. Each is refused by name before anything runs.
 * A refusal that is not in this table is a failure; a test has a kernel for every row.
 */
public enum Refusals {
    /** Elementwise results of these types have to be cast to f32, or stay integers. */
    ENCODE_WIDE("jvm, ptx", "results of elementwise ops encoded as a type of more than 8 bits that the target has no conversion to", "cast to f32, f16 or bf16, or stay with integers",
        "no conversion of f32 to \\S+ on \\S+; there are types of at most 8 bits, .*"),
    /** A product and a sum in f32 would round twice. */
    FMA_OF_HALVES("jvm, ptx", "`fma` of types of at most 16 bits, which would round twice", "cast to f32 first",
        "fma of \\S+ would round twice on 32-bit lanes; cast to f32 first"),
    /** Lanes have 32 bits. */
    WIDE_ELEMENTS("jvm, ptx", "tiles of 64-bit elements", "types of at most 32 bits; i64 scalars are everywhere",
        "tiles of \\S+ do not fit the 32-bit lanes; wanted at most 32 bits|no conversion of f64 on 32-bit lanes.*"),
    /** The shift inside the byte would depend on the launch. */
    PART_OF_A_BYTE_AT_A_RUNTIME_OFFSET("jvm, ptx", "elements of parts of bytes at an offset that is no whole byte and known at the launch alone", "offsets in steps of whole bytes",
        "wanted offsets of .* in steps of whole bytes; found a step of \\d+ bits"),
    /** A block is read from its start. */
    BLOCK_AT_A_RUNTIME_OFFSET("jvm, ptx", "tiles that begin inside a block", "offsets in whole blocks",
        "the offset of .* along the last dimension of .*; wanted a multiple of the \\d+ values of a block, or of the \\d+ after which their places repeat"
        + "(?:; found a factor of -?\\d+|, in one block; found a multiple of \\d+, and from -?\\d+ on \\d+ values)"),
    /** A row whose bits lie among those of others is read and written with them. */
    ROW_OF_A_BOX("jvm, ptx", "single rows of boxes whose rows do not lie alike", "all rows of a box at once",
        "the offset of .* along the rows of .*; wanted a multiple of the \\d+ rows of a box, whose rows do not lie alike at whole bytes, found multiples of \\d+"),
    /** Tables of more than 256 values lie in memory. */
    TABLE_IN_MEMORY("targets without gathers", "code books of more than 256 values", "the other targets",
        "no table of \\S+ on evaluator-plain-\\S+; there are tables of types of at most 8 bits"),
    /** What is printed comes from one block after another. */
    PRINT("jvm, ptx", "`print`", "engine reference, or the language `tile` of polyglot",
        "kernel \\S+: no print on \\S+; the engine reference has it, and the text form as a language of polyglot"),
    /** The JVM's methods end at 64 KiB. */
    TOO_LARGE("jvm", "kernels whose code is longer than a method of the JVM may be: sorts and scans of long tiles, large tiles of small vectors", "smaller tiles",
        "kernel \\S+: .*; choose smaller tiles");

    private final String engines;
    private final String what;
    private final String instead;
    private final Pattern message;

    Refusals(String engines, String what, String instead, String message) {
        this.engines = engines;
        this.what = what;
        this.instead = instead;
        this.message = Pattern.compile("(?:passes|engine): java.lang.IllegalArgumentException: (" + message + ")");
    }

    /** Whether some row of the table is this refusal. */
    public static boolean known(String problem, Map<Refusals, Integer> met) {
        for (Refusals r : values()) {
            if (r.message.matcher(problem).matches()) {
                met.merge(r, 1, Integer::sum);
                return true;
            }
        }
        return false;
    }

    /** The table as people read it. */
    public static String markdown() {
        StringBuilder out = new StringBuilder("| refused | on | instead |\n|---|---|---|\n");
        for (Refusals r : values()) {
            out.append("| ").append(r.what).append(" | ").append(r.engines).append(" | ").append(r.instead).append(" |\n");
        }
        return out.toString();
    }
}
