package intarsia.cli.fuzz;

import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.Symbol;
import intarsia.ir.Value;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One way to make a launch smaller, at numbered places. */
interface Reduction {
    /** How many places there are. */
    int places(Launch l);

    /** The smaller launches at a place, the smallest first. */
    List<Launch> at(Launch l, int place);

    /** All ways, those that take away most first. */
    static List<Reduction> all() {
        return List.of(new Statements(), new Parameters(), new Sizes(), new Numbers(), new Unchecked());
    }

    /** Statements go, or become what is simpler. */
    record Statements() implements Reduction {
        @Override
        public int places(Launch l) {
            int[] n = {0};
            Ops.walk(l.kernel().body(), _ -> { }, _ -> n[0]++);
            return n[0];
        }

        @Override
        public List<Launch> at(Launch l, int place) {
            return Simpler.at(l.kernel(), place).stream().map(k -> l.with(k, l.sizes())).toList();
        }
    }

    /** Parameters and symbols that nobody uses go. */
    record Parameters() implements Reduction {
        @Override
        public int places(Launch l) {
            return l.kernel().params().size();
        }

        @Override
        public List<Launch> at(Launch l, int place) {
            Kernel k = l.kernel();
            Param p = k.params().get(place);
            Set<Value> used = new HashSet<>();
            Ops.walk(k.body(), r -> used.addAll(r.yields()), s -> used.addAll(Ops.operands(s.op())));
            boolean result = k.level() == intarsia.ir.Level.TENSOR && p.access() != Param.Access.IN;
            if (used.contains(p.value()) || result) {
                return List.of();
            }
            List<Param> params = without(k.params(), place);
            Region body = new Region(without(k.body().args(), place), k.body().body(), k.body().yields());
            return List.of(l.with(new Kernel(k.name(), k.level(), k.symbols(), params, k.grid(), k.lanes(), k.warps(), k.tuned(), body), l.sizes()));
        }

        private static <T> List<T> without(List<T> all, int place) {
            List<T> rest = new ArrayList<>(all);
            rest.remove(place);
            return rest;
        }
    }

    /** The values of symbols. */
    record Sizes() implements Reduction {
        @Override
        public int places(Launch l) {
            return l.kernel().symbols().size();
        }

        @Override
        public List<Launch> at(Launch l, int place) {
            Symbol s = l.kernel().symbols().get(place);
            long now = l.sizes().getOrDefault(s.name(), s.min());
            return Stream.of(s.min(), 1L, now / 2, now - s.divisor()).filter(v -> v >= s.min() && v < now && v % s.divisor() == 0).distinct()
                    .map(v -> l.with(l.kernel(), sized(l, s.name(), v))).toList();
        }

        private static Map<String, Long> sized(Launch l, String symbol, long value) {
            Map<String, Long> sizes = new HashMap<>(l.sizes());
            sizes.put(symbol, value);
            return sizes;
        }
    }

    /** Extents, offsets and constants: a number of the text, wherever it stands. */
    record Numbers() implements Reduction {
        private static final Pattern NUMBER = Pattern.compile("(?<![\\w.%-])(\\d{1,9})(?![\\w.])");

        private static List<Long> numbers(Launch l) {
            Set<Long> all = new TreeSet<>();
            NUMBER.matcher(text(l)).results().forEach(m -> all.add(Long.parseLong(m.group(1))));
            return all.stream().filter(n -> n > 1).toList();
        }

        /** Without the line of the version. */
        private static String text(Launch l) {
            String text = Printer.print(l.kernel());
            return text.substring(text.indexOf('\n'));
        }

        @Override
        public int places(Launch l) {
            return numbers(l).size();
        }

        @Override
        public List<Launch> at(Launch l, int place) {
            long n = numbers(l).get(place);
            List<Launch> all = new ArrayList<>();
            Stream.of(1L, n / 2, n - 1).distinct().forEach(smaller -> {
                String now = "intarsia " + Printer.VERSION + NUMBER.matcher(text(l)).replaceAll(m -> m.group(1).equals("" + n) ? "" + smaller : m.group(1));
                try {
                    all.add(l.with(Parser.parse(now), l.sizes()));
                } catch (IllegalArgumentException e) {
                    return; // no kernel with that number
                }
            });
            return all;
        }
    }

    /** The checks that are compiled in. */
    record Unchecked() implements Reduction {
        @Override
        public int places(Launch l) {
            return l.checks() == Launch.Checks.NONE ? 0 : 1;
        }

        @Override
        public List<Launch> at(Launch l, int place) {
            return List.of(new Launch(l.kernel(), l.sizes(), l.kinds(), l.seed()));
        }
    }
}
