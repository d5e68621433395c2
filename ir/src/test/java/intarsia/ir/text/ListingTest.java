package intarsia.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.Stmt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListingTest {
    private static final String TEXT = """
            // A comment before,
            intarsia 1
            tile kernel f { grid []
              %0: i1 = const 1   // one behind,
              if %0, {
                assert %0, "a"
                assert %0, "a" assert %0, "b"
              }, {
              }
            }
            """;

    private static String at(Span s) {
        return TEXT.substring(s.from(), s.to());
    }

    @Test
    void statementsStandWhereTheyWereReadEqualOnesApart() {
        Listing listing = Parser.listing(TEXT, "f.tile");
        Kernel f = listing.kernels().getFirst();
        List<String> found = new ArrayList<>();
        List<Integer> from = new ArrayList<>();
        Ops.walk(f.body(), _ -> { }, s -> {
            found.add(at(listing.place(s)));
            from.add(listing.place(s).from());
        });
        String branch = TEXT.substring(TEXT.indexOf("if %0"), TEXT.lastIndexOf("\n}"));
        assertEquals(List.of("%0: i1 = const 1", branch, "assert %0, \"a\"", "assert %0, \"a\"", "assert %0, \"b\""), found);
        assertEquals(from.stream().sorted().distinct().toList(), from);
        assertEquals(TEXT.substring(TEXT.indexOf("tile kernel")).strip(), at(listing.place(f)));
    }

    @Test
    void aStatementOfAnotherTextHasNoPlace() {
        Listing listing = Parser.listing(TEXT, "f.tile");
        Stmt other = Parser.parse(TEXT).body().body().getFirst();
        assertThrows(IllegalArgumentException.class, () -> listing.place(other));
    }

    @Test
    void anErrorHasALineAndAColumn() {
        TextException e = assertThrows(TextException.class, () -> Parser.parse("intarsia 1\ntile kernel f {\n  grid ()\n}\n"));
        assertEquals(3, e.line());
        assertEquals(8, e.column());
    }
}
