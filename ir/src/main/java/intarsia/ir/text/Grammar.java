package intarsia.ir.text;

import java.util.Set;

/** Words of the language. */
final class Grammar {
    static final Set<String> KEYWORDS = Set.of("intarsia", "constant", "import", "as", "tensor", "tile", "lane", "kernel", "symbol", "divisor", "in", "out", "inout", "grid", "lanes",
            "warps", "block", "yield", "global", "range", "strides", "offset", "stride", "mask", "any", "none", "ceildiv", "true", "false");

    private Grammar() {
    }
}
