package intarsia.ir.layout.linear;

import intarsia.ir.layout.Axis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text form of linear layouts, both ways. */
final class LinearText {
    private static final Pattern FORM = Pattern.compile("\\[((?:\\d{1,10}(?:x\\d{1,10})*)?)\\]((?: \\w+\\[\\([^\\[\\]]*\\)\\])*)");
    private static final Pattern AXIS = Pattern.compile(" (\\w+)\\[(\\([^\\[\\]]*\\))\\]");
    private static final Pattern BASES = Pattern.compile("\\((?:\\d{1,9}(?:,\\d{1,9})*)?\\)(?: \\((?:\\d{1,9}(?:,\\d{1,9})*)?\\))*");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** More than 62 bits can use; keeps the patterns from deep recursion. */
    private static final int MAX_LENGTH = 4096;

    private LinearText() {}

    static String of(LinearLayout l) {
        var out = new StringBuilder(Arrays.stream(l.shape()).mapToObj(Integer::toString).collect(Collectors.joining("x", "[", "]")));
        for (Axis axis : l.axes()) {
            out.append(l.bases(axis).stream().map(LinearText::base).collect(Collectors.joining(" ", " " + axis + "[", "]")));
        }
        return out.toString();
    }

    private static String base(int[] x) {
        return Arrays.stream(x).mapToObj(Integer::toString).collect(Collectors.joining(",", "(", ")"));
    }

    static LinearLayout parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("linear layout of " + text.length() + " characters, wanted at most " + MAX_LENGTH);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) throw error(text);
        Map<Axis, List<int[]>> axes = new TreeMap<>();
        Matcher axis = AXIS.matcher(form.group(2));
        while (axis.find()) {
            if (!BASES.matcher(axis.group(2)).matches()) throw error(text);
            if (axes.put(new Axis(axis.group(1)), bases(axis.group(2))) != null) {
                throw new IllegalArgumentException("linear layout '" + text + "': axis " + axis.group(1) + " stands twice");
            }
        }
        return LinearLayout.of(numbers(form.group(1)), axes);
    }

    private static List<int[]> bases(String list) {
        var out = new ArrayList<int[]>();
        Pattern.compile(" ").splitAsStream(list).forEach(b -> out.add(numbers(b)));
        return out;
    }

    private static int[] numbers(String text) {
        return NUMBER.matcher(text).results().mapToInt(m -> Integer.parseInt(m.group())).toArray();
    }

    private static IllegalArgumentException error(String text) {
        return new IllegalArgumentException("linear layout '" + text + "': wanted [16x8] lane[(0,2) (0,4) …] v[(0,1) …],"
                + " per axis the element that each bit adds, lowest bit first");
    }
}
