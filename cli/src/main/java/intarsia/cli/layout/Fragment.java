package intarsia.cli.layout;

import intarsia.ir.DotAtom;
import intarsia.ir.layout.Layout;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The operands of dot atoms by name: {@code m16n8k16.a}, or where types matter {@code m16n8k16.f32.f16.f16.a}. */
final class Fragment {
    private Fragment() {}

    /** The fragment whose name begins here. */
    static Layout read(Source source) {
        int at = source.at();
        StringBuilder name = new StringBuilder(source.word());
        String operand = "";
        while (operand.isEmpty() && source.accept('.')) {
            String part = source.word();
            if (Set.of("a", "b", "c").contains(part)) operand = part;
            else name.append('.').append(part);
        }
        return find(source, at, name.toString(), operand);
    }

    private static Layout find(Source source, int at, String name, String operand) {
        List<DotAtom> atoms = DotAtom.all().stream().filter(a -> a.name().equals(name) || a.name().startsWith(name + ".")).toList();
        if (atoms.isEmpty()) {
            throw source.error(at, "no layout '" + name + "'; wanted a constructor (" + String.join(", ", Constructors.KNOWN) + ") or a fragment .a, .b or .c of "
                + DotAtom.all().stream().map(DotAtom::name).collect(Collectors.joining(", ")));
        }
        Set<Layout> layouts = new LinkedHashSet<>();
        for (DotAtom a : atoms) {
            layouts.add(switch (operand) {
                case "a" -> a.layoutA();
                case "b" -> a.layoutB();
                case "c" -> a.layoutC();
                default -> throw source.error(at, "an operand of " + a.name() + " is wanted: " + name + ".a, " + name + ".b or " + name + ".c");
            });
        }
        if (layouts.size() > 1) throw source.error(at, name + " is the beginning of several atoms: " + atoms.stream().map(DotAtom::name).collect(Collectors.joining(", ")));
        return layouts.iterator().next();
    }
}
