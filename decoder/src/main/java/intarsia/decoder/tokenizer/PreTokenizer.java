package intarsia.decoder.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts text into the words inside which byte-level merging happens. The patterns are applied one after the other: each
 * cuts every word so far into its matches and what lies between them. They are the models' own, as their publishers
 * and llama.cpp give them for a {@code tokenizer.ggml.pre}.
 *
 * @param names the values of {@code tokenizer.ggml.pre} that mean this
 * @param patterns the cuts
 * @param wholeWords a word that is a token is taken as that token, whatever the merges say
 * @param addsBos whether a sequence begins with BOS where the file does not say
 */
record PreTokenizer(List<String> names, List<Pattern> patterns, boolean wholeWords, boolean addsBos) {
    private static final String GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)";

    /** GPT-4's pattern, where at most {@code digits} digits make a word. */
    private static String gpt4(String digits) {
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + digits + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    static final List<PreTokenizer> ALL = List.of(
            row(List.of("gpt-2", "olmo"), false, false, GPT2),
            row(List.of("llama-bpe", "llama3", "llama-v3"), true, true, gpt4("\\p{N}{1,3}")),
            row(List.of("qwen2"), false, false, gpt4("\\p{N}")),
            row(List.of("smollm", "refact", "starcoder"), false, false, "\\p{N}", GPT2),
            row(List.of("default"), false, false, "[\\p{P}$+<=>^~|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]"));

    private static PreTokenizer row(List<String> names, boolean wholeWords, boolean addsBos, String... patterns) {
        return new PreTokenizer(names, List.of(patterns).stream().map(PreTokenizer::compile).toList(), wholeWords, addsBos);
    }

    /** White space is Unicode's, as the models' regex engines have it; letters and numbers are Unicode's anyway. */
    private static Pattern compile(String pattern) {
        String space = "\\p{IsWhite_Space}";
        return Pattern.compile(pattern.replace("\\S", "\\P{IsWhite_Space}").replace("\\s", space));
    }

    static PreTokenizer of(String name) {
        for (PreTokenizer p : ALL) if (p.names.contains(name)) return p;
        throw new IllegalArgumentException(
                "tokenizer.ggml.pre is '" + name + "'; known: " + ALL.stream().flatMap(p -> p.names.stream()).toList());
    }

    /** The words of {@code text}, which together are the text. */
    List<String> split(String text) {
        List<String> words = List.of(text);
        for (Pattern p : patterns) {
            var cut = new ArrayList<String>();
            for (String w : words) cut(w, p, cut);
            words = cut;
        }
        return words;
    }

    private static void cut(String word, Pattern pattern, List<String> into) {
        int done = 0;
        for (Matcher m = pattern.matcher(word); m.find(); done = m.end()) {
            if (m.start() > done) into.add(word.substring(done, m.start()));
            into.add(m.group());
        }
        if (done < word.length()) into.add(word.substring(done));
    }
}
