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
    private static final Pattern PROPERTIES = Pattern.compile("Function properties for (\\S+)");
    private static final Pattern FRAME = Pattern.compile("(\\d{1,9}) bytes stack frame, (\\d{1,9}) bytes spill stores, (\\d{1,9}) bytes spill loads");
    private static final Pattern USED = Pattern.compile("Used (\\d{1,9}) registers");
    private static final Pattern SHARED = Pattern.compile("(\\d{1,9}) bytes smem");

    private PtxasLog() {}

    static List<KernelUse> kernels(String log) {
        List<KernelUse> kernels = new ArrayList<>();
        String entry = "";
        String function = "";
        int[] frame = new int[3];
        for (String line : log.lines().toList()) {
            Matcher m;
            if ((m = ENTRY.matcher(line)).find()) {
                entry = m.group(1);
                frame = new int[3];
            } else if ((m = PROPERTIES.matcher(line)).find()) {
                function = m.group(1);
            } else if ((m = FRAME.matcher(line)).find()) {
                if (function.equals(entry)) for (int i = 0; i < 3; i++) frame[i] = Integer.parseInt(m.group(i + 1));
            } else if ((m = USED.matcher(line)).find() && !entry.isEmpty()) {
                kernels.add(new KernelUse(entry, Integer.parseInt(m.group(1)), frame[0], frame[1], frame[2], number(SHARED, line)));
                entry = "";
            }
        }
        return List.copyOf(kernels);
    }

    private static int number(Pattern pattern, String line) {
        Matcher m = pattern.matcher(line);
        return m.find() ? Integer.parseInt(m.group(1)) : 0;
    }
}
