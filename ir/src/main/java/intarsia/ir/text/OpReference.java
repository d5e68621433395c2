package intarsia.ir.text;

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
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One op as the reference has it.
 *
 * @param word       that begins it in text
 * @param level      whose op it is: {@code all}, tensor, tile or lane
 * @param components as they are written: {@code %value}, {@code [list…]}, {@code "string"}, <code>{region}</code>; others are numbers and words
 * @param meaning    in a few words
 */
public record OpReference(String word, String level, String components, String meaning) {
    private static final List<String> LEVELS = List.of("all", "tensor", "tile", "lane");

    /** All ops, by level and then by word. */
    public static List<OpReference> all() {
        return Ops.allMnemonics().stream().map(OpReference::of).sorted(Comparator.comparingInt((OpReference r) -> LEVELS.indexOf(r.level)).thenComparing(OpReference::word)).toList();
    }

    /** As a table in Markdown. */
    public static String markdown() {
        String rows = all().stream().map(r -> "| `" + r.word + "` | " + r.level + " | " + (r.components.isEmpty() ? "" : "`" + r.components + "` ") + "| " + r.meaning + " |\n")
                .collect(Collectors.joining());
        return "| op | level | components | meaning |\n|---|---|---|---|\n" + rows;
    }

    private static OpReference of(String word) {
        Class<? extends Op> op = Ops.byMnemonic(word).orElseThrow();
        String meaning = OpMeanings.ALL.get(word);
        if (meaning == null) {
            throw new IllegalStateException("op '" + word + "' has no meaning in OpMeanings; wanted a few words for the reference");
        }
        return new OpReference(word, level(op), components(op), meaning);
    }

    private static String level(Class<? extends Op> op) {
        if (CommonOp.class.isAssignableFrom(op)) {
            return "all";
        }
        return TensorOp.class.isAssignableFrom(op) ? "tensor" : TileOp.class.isAssignableFrom(op) ? "tile" : LaneOp.class.isAssignableFrom(op) ? "lane" : op.getSimpleName();
    }

    private static String components(Class<? extends Op> op) {
        List<String> found = new ArrayList<>();
        List<RecordComponent> all = Ops.Shape.of(op).components();
        for (int i = 0; i < all.size(); i++) {
            if (!OpText.implied(all.get(i), i)) {
                found.add(component(all.get(i).getName(), all.get(i).getGenericType()));
            }
        }
        return String.join(", ", found);
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
