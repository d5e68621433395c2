package intarsia.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Bytes that this process could still allocate, as Linux tells: what the machine has available, or what is left under the
 * limit of the control group, pages of files not counted. Empty where neither can be read: then nothing is refused.
 */
record FreeMemory(OptionalLong bytes) {
    static FreeMemory now() {
        return from(Path.of("/proc/meminfo"), Path.of("/sys/fs/cgroup"));
    }

    static FreeMemory from(Path meminfo, Path group) {
        OptionalLong machine = number(meminfo, "MemAvailable:", 1024);
        OptionalLong limit = number(group.resolve("memory.max"), "", 1);
        OptionalLong used = number(group.resolve("memory.current"), "", 1);
        if (limit.isEmpty() || used.isEmpty()) {
            return new FreeMemory(machine);
        }
        long files = number(group.resolve("memory.stat"), "file", 1).orElse(0);
        long left = Math.max(0, limit.getAsLong() - Math.max(0, used.getAsLong() - files));
        return new FreeMemory(OptionalLong.of(Math.min(left, machine.orElse(Long.MAX_VALUE))));
    }

    /** The number in the line that starts with the word {@code name}, times {@code unit}; with an empty name, in the first line. */
    private static OptionalLong number(Path file, String name, long unit) {
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.strip().split("\\s+", -1);
                int at = name.isEmpty() ? 0 : 1;
                if (words.length > at && (name.isEmpty() || words[0].equals(name)) && words[at].matches("[0-9]{1,15}")) {
                    return OptionalLong.of(Long.parseLong(words[at]) * unit);
                }
            }
        } catch (IOException e) {
            return OptionalLong.empty(); // another system, or not allowed: unknown
        }
        return OptionalLong.empty();
    }
}
