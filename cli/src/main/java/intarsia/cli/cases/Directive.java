package intarsia.cli.cases;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A line at the head of a case file: what is to be done with its kernels.
 *
 * @param words what follows the first word
 */
public record Directive(Word word, List<String> words) {
    /** What a directive can begin with. */
    public enum Word {
        /** {@code // run N=1,7 K=33}: every engine computes the kernel at these sizes; the reference says what is right. */
        RUN,
        /** {@code // data x=extreme y=small}: what the tensors of a run hold; others hold ordinary numbers. */
        DATA,
        /** {@code // seed 7}: where the random numbers of a run begin; 1 where no line says it. */
        SEED,
        /** {@code // pass simplify split-tails}: these passes in order, and the text after them is what is expected. None: the text itself. */
        PASS,
        /** {@code // target jvm 4}: the engine and the lanes that the passes compile for. */
        TARGET,
        /** {@code // bind N=33}: sizes that become constants before the first pass. */
        BIND,
        /** {@code // checked}: indices that are not proved to be inside are checked. */
        CHECKED;

        /** The word in text. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Directive {
        words = List.copyOf(words);
    }

    /** Reads what follows the slashes. */
    static Directive parse(String text) {
        List<String> words = Arrays.asList(text.strip().split("\\s+", -1));
        for (Word w : Word.values()) if (w.text().equals(words.getFirst())) return new Directive(w, words.subList(1, words.size()));
        throw new IllegalArgumentException("no directive '" + words.getFirst() + "'; known: "
            + Arrays.stream(Word.values()).map(Word::text).toList() + ", and '//#' begins a comment");
    }

    /** The values that {@code NAME=1,2,3} gives each name, in the order written. */
    public Map<String, List<Long>> sizes() {
        var sizes = new LinkedHashMap<String, List<Long>>();
        for (String w : words) {
            int at = w.indexOf('=');
            if (at < 1) throw new IllegalArgumentException("'" + w + "' in a line '" + word.text() + "'; wanted NAME=NUMBER or NAME=NUMBER,NUMBER");
            var values = new ArrayList<Long>();
            for (String v : w.substring(at + 1).split(",", -1)) values.add(number(v));
            if (sizes.putIfAbsent(w.substring(0, at), List.copyOf(values)) != null) {
                throw new IllegalArgumentException("'" + w.substring(0, at) + "' stands twice in a line '" + word.text() + "'");
            }
        }
        return sizes;
    }

    /** The word that {@code NAME=WORD} gives each name. */
    public Map<String, String> named() {
        var named = new LinkedHashMap<String, String>();
        for (String w : words) {
            int at = w.indexOf('=');
            if (at < 1) throw new IllegalArgumentException("'" + w + "' in a line '" + word.text() + "'; wanted NAME=WORD");
            named.put(w.substring(0, at), w.substring(at + 1));
        }
        return named;
    }

    /** The only number of a line. */
    public long number() {
        if (words.size() != 1) throw new IllegalArgumentException("'" + word.text() + "' with " + words + "; wanted one number");
        return number(words.getFirst());
    }

    static long number(String text) {
        if (!text.matches("[0-9]{1,15}")) throw new IllegalArgumentException("'" + text + "' where a number of 1 to 15 digits is wanted");
        return Long.parseLong(text);
    }
}
