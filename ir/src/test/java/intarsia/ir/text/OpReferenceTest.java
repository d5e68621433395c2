package intarsia.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Ops;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpReferenceTest {
    @Test
    void everyOpStandsInTheReferenceOnceAndNothingElseHasAMeaning() {
        List<String> words = OpReference.all().stream().map(OpReference::word).toList();
        assertEquals(Ops.allMnemonics(), words.stream().sorted().toList());
        assertEquals(new TreeSet<>(Ops.allMnemonics()), new TreeSet<>(OpMeanings.ALL.keySet()));
        OpReference.all().forEach(r -> assertTrue(!r.meaning().isBlank() && List.of("all", "tensor", "tile", "lane").contains(r.level()), r::toString));
    }

    @Test
    void theWordsOfTheGrammarAreThoseOfTheParser() {
        for (String word : List.of("intarsia", "constant", "import", "as", "kernel", "symbol", "divisor", "in", "out", "inout", "grid", "lanes", "warps", "block", "yield", "tile",
                "tensor", "lane", "stride", "mask", "ceildiv", "min", "runtime", "gather", "shared", "plan", "step")) {
            assertTrue(Grammar.KEYWORDS.contains(word), word + " in " + Grammar.KEYWORDS);
        }
    }
}
