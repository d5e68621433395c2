package intarsia.runtime.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code --verbose} prints. For each entry: "Compiling entry function 'f' for 'sm_80'", then "Function
 * properties for f" with a line of stack and spill bytes (also printed for functions that are no entries), then
 * "Used 10 registers, 256 bytes smem, 368 bytes cmem[0]", where parts that are zero are left out.
 */
final class PtxasLog {
    private static final Pattern ENTRY = Pattern.compile("Compiling entry function '([^']+)' for '");
    private static final Pattern FRAME = Pattern.compile("(\\d{1,9}) bytes stack frame, (\\d{1,9}) bytes spill stores, (\\d{1,9}) bytes spill loads");
    private static final Pattern USED = Pattern.compile("Used (\\d{1,9}) registers");
    private static final Pattern SHARED = Pattern.compile("(\\d{1,9}) bytes smem");

    private PtxasLog() {}

    /** One row for each entry, in the order of the log. */
    static List<KernelUse> kernels(String log) {
        List<KernelUse> kernels = new ArrayList<>();
        Matcher entry = ENTRY.matcher(log);
        boolean more = entry.find();
        while (more) {
            String name = entry.group(1);
            int from = entry.end();
            more = entry.find();
            kernels.add(kernel(name, log.substring(from, more ? entry.start() : log.length())));
        }
        return List.copyOf(kernels);
    }

    private static KernelUse kernel(String name, String about) {
        String properties = "Function properties for " + name + "\n";
        Matcher frame = FRAME.matcher(about);
        int at = about.indexOf(properties);
        if (at < 0 || !frame.find(at)) throw new IllegalStateException("the PTX compiler said nothing of the stack of '" + name + "': " + about);
        String used = about.lines().filter(line -> USED.matcher(line).find()).findFirst()
                .orElseThrow(() -> new IllegalStateException("the PTX compiler said nothing of the registers of '" + name + "': " + about));
        return new KernelUse(name, number(USED, used), Integer.parseInt(frame.group(1)), Integer.parseInt(frame.group(2)),
                Integer.parseInt(frame.group(3)), number(SHARED, used));
    }

    /** A number of the last line of an entry; a part that is left out is zero. */
    private static int number(Pattern pattern, String line) {
        Matcher m = pattern.matcher(line);
        return m.find() ? Integer.parseInt(m.group(1)) : 0;
    }
}
