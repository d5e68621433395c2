package intarsia.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.TensorOp;
import intarsia.ir.TileOp;
import intarsia.ir.Value;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpTableTest {
    private static final List<List<String>> ROWS = Page.of("docs/text-form.md").table("op", "level", "components", "meaning");

    static List<String> mnemonics() {
        return Ops.allMnemonics();
    }

    @ParameterizedTest
    @MethodSource("mnemonics")
    void everyOpHasARowThatSaysHowItIsWritten(String word) {
        Class<? extends Op> op = Ops.byMnemonic(word).orElseThrow();
        List<String> want = List.of("`" + word + "`", level(op), components(op));
        List<String> found = ROWS.stream().filter(r -> r.getFirst().equals(want.getFirst())).findFirst().map(r -> r.subList(0, 3)).orElse(List.of());
        assertEquals(want, found, () -> "docs/text-form.md wants the row | " + String.join(" | ", want) + " | its meaning |");
    }

    @Test
    void everyRowIsAnOpAndHasAMeaning() {
        List<String> words = ROWS.stream().map(r -> r.getFirst().replace("`", "")).toList();
        assertEquals(new TreeSet<>(Ops.allMnemonics()), new TreeSet<>(words));
        assertEquals(Ops.allMnemonics().size(), words.size(), "every op once");
        ROWS.forEach(r -> assertFalse(r.get(3).isEmpty(), () -> r.getFirst() + " has no meaning"));
    }

    private static String level(Class<? extends Op> op) {
        return CommonOp.class.isAssignableFrom(op) ? "all" : TensorOp.class.isAssignableFrom(op) ? "tensor"
                : TileOp.class.isAssignableFrom(op) ? "tile" : LaneOp.class.isAssignableFrom(op) ? "lane" : "?";
    }

    /** The components that stand in text: not the mnemonic, not the type of the result. */
    private static String components(Class<? extends Op> op) {
        List<String> found = new ArrayList<>();
        List<RecordComponent> all = Ops.Shape.of(op).components();
        for (RecordComponent c : all) {
            boolean mnemonic = c == all.getFirst() && Op.Mnemonic.class.isAssignableFrom(c.getType());
            if (!mnemonic && !c.getName().equals("type")) {
                found.add(component(c.getName(), c.getGenericType()));
            }
        }
        return found.isEmpty() ? "" : "`" + String.join(", ", found) + "`";
    }

    private static String component(String name, Type type) {
        return switch (type) {
            case ParameterizedType list when list.getRawType() == List.class -> "[" + component(name, list.getActualTypeArguments()[0]) + "…]";
            case Class<?> c when c == Value.class -> "%" + name;
            case Class<?> c when c == Region.class -> "{" + name + "}";
            case Class<?> c when c == String.class -> "\"" + name + "\"";
            default -> name;
        };
    }
}
